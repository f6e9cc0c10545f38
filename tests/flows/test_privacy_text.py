"""Consent is given to a text, so the text and its version change together."""

from hashlib import sha256

from flows.assembly import flow_files
from flows.engine.loader import load_script
from flows.services.privacy import CONSENT_TEXT
from knowledge.retention import retention


def test_the_version_names_the_text_that_is_shown() -> None:
    texts = load_script(flow_files()).responses["utter_privacy"].texts
    shown = sha256("\n".join(texts[language] for language in sorted(texts)).encode()).hexdigest()[:12]
    # Was the text changed? Then give CONSENT_TEXT today's date, and write both here.
    assert (CONSENT_TEXT, shown) == ("2026-11-23-2", "24a4d9aa335c")


def test_the_text_tells_how_long_all_is_kept() -> None:
    texts = load_script(flow_files()).responses["utter_privacy"].texts
    months = retention().kinds["person"].months
    assert f"{months} maanden" in texts["nl"]
    assert f"{months} months" in texts["en"]
