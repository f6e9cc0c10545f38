"""Why a file is not read, as something that its sender can mend."""

from collections.abc import Mapping

from knowledge.languages import LANGUAGES, Language
from knowledge.texts import text


class FileRefused(Exception):
    """A file is not read.

    Attributes:
        key: the text in `texts.yml` that says what to do.
        values: for the places in that text.
    """

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values: Mapping[str, object] = values

    @property
    def sentence(self) -> Mapping[Language, str]:
        """What to do, in every language."""
        return {language: text(self.key, language, **self.values) for language in LANGUAGES}
