"""Mail addresses and telephone numbers in what people write."""

import re
from typing import NamedTuple

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_WRITTEN_OUT = re.compile(r"\w\s*(?:\[at\]|\(at\)|\bapenstaart(?:je)?\b)\s*\w", re.IGNORECASE)
_GAP = r"[\s().\-/]*"
_NUMBER = re.compile(rf"(?<![\w,])(?:\+|00|0)(?:{_GAP}\d){{8,13}}(?!\d)")
_BARE_NUMBER = re.compile(r"(?<!\d)\d{9,}(?!\d)")
_DATE = re.compile(r"0?\d[-/.]\d{1,2}[-/.](?:19|20)\d\d(?!\d)")


class Reach(NamedTuple):
    """How somebody can be reached; "" where that is not known."""

    email: str
    phone: str

    def __bool__(self) -> bool:
        """Tell whether there is anything."""
        return bool(self.email or self.phone)


def reach_in(text: str) -> Reach:
    """Give the first mail address and the first telephone number in a text."""
    bare = _BARE_NUMBER.search(text)
    return Reach(next(iter(mails_in(text)), ""), next(iter(phones_in(text)), bare[0] if bare else ""))


def mails_in(text: str) -> list[str]:
    """Give the mail addresses in a text, in order."""
    return [one[0].rstrip(".") for one in _MAIL.finditer(text)]


def phones_in(text: str) -> list[str]:
    """Give the telephone numbers in a text as they are written, in order; dates are none."""
    return [one[0].strip() for one in _NUMBER.finditer(text) if not _DATE.match(one[0])]


def holds_contact(text: str) -> bool:
    """Tell whether a text holds a mail address, also one that is written out, or a telephone number."""
    return bool(reach_in(text)) or _WRITTEN_OUT.search(text) is not None
