"""What is wrong with the data of a measurement."""


class BadFile(Exception):
    """A file with data cannot be used; the text says why and what to do."""
