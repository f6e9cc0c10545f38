"""The public registers from which organisations can be imported."""

from collections.abc import Callable, Mapping
from pathlib import Path

from flows.services.imports import amsterdam
from flows.services.imports.reading import Reading

FORMATS: Mapping[str, Callable[[Path], Reading]] = {"amsterdam-subsidies": amsterdam.read}
"""What reads each register, by its name on the command line."""
