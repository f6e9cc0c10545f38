"""How rules quote what people wrote."""

QUOTE = 60
"""Longer texts are quoted up to this many characters."""


def shortened(text: str) -> str:
    """The text on one line, cut at a space where it is longer than `QUOTE` characters."""
    line = " ".join(text.split())
    if len(line) <= QUOTE:
        return line
    head = line[:QUOTE].rpartition(" ")[0] or line[:QUOTE]
    return f"{head} ..."
