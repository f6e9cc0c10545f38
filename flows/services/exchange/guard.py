"""Keeps a cell of a CSV file from being taken for a formula by the spreadsheet that opens it."""

import re

# What spreadsheets take for the beginning of a formula; spaces in front and wide signs do not stop all of them.
_FORMULA = re.compile(r"'*[\s\0]*[=+\-@＝＋－＠]|'*[\t\r\n]")
_PHONE = re.compile(r"\+[\d ()/-]*")


def guarded(text: str) -> str:
    """Put a ' in front of a text that a spreadsheet could take for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Take away what `guarded` put in front."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def is_phone_number(text: str) -> bool:
    """Tell whether a text is no more than an international telephone number, which is no formula that can do harm."""
    return _PHONE.fullmatch(text) is not None
