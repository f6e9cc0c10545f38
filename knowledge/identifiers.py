"""Dutch numbers of organisations and postcodes: whether a text can be one.

The formats are those of the trade register (KvK), the tax service (RSIN) and the post; see the domain file, 6.1.
"""

import re

_KVK = re.compile(r"\d{8}", re.ASCII)
_NINE_DIGITS = re.compile(r"\d{9}", re.ASCII)
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
# SA, SD and SS were never given out.
_POSTCODE = re.compile(r"[1-9]\d{3} (?!SA|SD|SS)[A-Z]{2}", re.ASCII)


def is_kvk(text: str) -> bool:
    """Tell whether this can be a number of the trade register: eight digits; it has no check digit."""
    return _KVK.fullmatch(text) is not None


def is_rsin(text: str) -> bool:
    """Tell whether this can be an RSIN: nine digits that pass the eleven test of the Dutch tax service."""
    return passes_eleven_test(text)


def passes_eleven_test(text: str) -> bool:
    """Tell whether this is nine digits that pass the eleven test; numbers of people (BSN) and RSINs do."""
    if not _NINE_DIGITS.fullmatch(text):
        return False
    return sum(int(digit) * weight for digit, weight in zip(text, _WEIGHTS, strict=True)) % 11 == 0 and int(text) > 0


def is_postcode(text: str) -> bool:
    """Tell whether this is a Dutch postcode as it should be written: "3141 AB"."""
    return _POSTCODE.fullmatch(text) is not None
