"""Consent is given to a text, so the text and its version change together."""

from hashlib import sha256

from flows.assembly import flow_files
from flows.engine.loader import load_script
from flows.services.privacy import CONSENT_TEXT


def test_the_version_names_the_text_that_is_shown() -> None:
    texts = load_script(flow_files()).responses["utter_privacy"].texts
    shown = sha256("\n".join(texts[language] for language in sorted(texts)).encode()).hexdigest()[:12]
    # Was the text changed? Then give CONSENT_TEXT today's date, and write both here.
    assert (CONSENT_TEXT, shown) == ("2026-11-23", "ef00b8824606")
