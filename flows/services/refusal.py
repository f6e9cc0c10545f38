"""What a use case says when a person asks for something that may not be done."""

from knowledge.languages import Texts


class Refused(Exception):
    """Something may not be done; nothing was changed.

    Attributes:
        sentence: why, and what the person can do, in every language.
    """

    def __init__(self, sentence: Texts) -> None:
        super().__init__(sentence["nl"])
        self.sentence = sentence
