"""The formats of files with organisations that can be imported."""

from collections.abc import Mapping

from flows.services.imports import amsterdam
from flows.services.imports.reading import Reader

FORMATS: Mapping[str, Reader] = {"amsterdam-subsidies": amsterdam.read}
"""What reads each format, by its name on the command line."""
