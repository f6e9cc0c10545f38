"""One file that is being read: checks that what stands in it has the expected shape, and notes what has not.

Reading goes on after a mistake with a value that does no harm, so that one run tells all mistakes.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from flows.engine.conditions import Condition, ConditionError, MixedError, read_condition
from flows.engine.definitions import END, LANGUAGES, Labels
from flows.engine.errors import Issue, Rule
from flows.engine.files import PlacedDict, PlacedList, line_of, read_yaml

_FILE = {"version", "flows", "slots", "responses", "words"}

_RESERVED = {"START", END}

_IGNORED = {"nlu_trigger", "always_include_in_prompt", "force_slot_filling"}
"""Keys of Rasa's format that only steer how Rasa understands free text."""

_INSTEAD = {
    "condition": "give each text its own response, and choose between them with next",
    "max_value": "refuse numbers with rejections at the question",
    "min_value": "refuse numbers with rejections at the question",
    "reset_after_flow_ends": "name the slots that live on under persisted_slots",
    "validation": "refuse answers with rejections at the question",
}
"""What to write instead of keys that Rasa knows and we do not."""


class Page:
    """A file and what is wrong with it.

    Attributes:
        issues: what was wrong so far.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self.issues: list[Issue] = []
        self.document = self.mapping(1, read_yaml(file, self.issues), "the file", _FILE)

    def name(self, line: int, name: str, what: str) -> None:
        """Note it when a text cannot be the name of something: Rasa too knows only these."""
        if not (name.isidentifier() and name.isascii()) or name in _RESERVED:
            self.wrong(line, "bad_name", f"{name} cannot be {what}; use letters, digits and _")

    def wrong(self, line: int, rule: Rule, what: str) -> None:
        """Note what is wrong on a line, and what to do."""
        self.issues.append(Issue(self.file, line, rule, what))

    def mapping(self, line: int, body: Any, what: str, known: Collection[str] | None = None) -> Mapping[str, Any]:
        """Give a mapping; nothing at all counts as an empty one.

        Args:
            line: where it stands.
            body: what stands there.
            what: its name in the issues.
            known: the keys that it may have; None: any.
        """
        if body is not None and not isinstance(body, Mapping):
            self.wrong(line, "wrong_shape", f"{what} must be a mapping of names to values")
        if not isinstance(body, Mapping):
            return PlacedDict(line)
        for key in body:
            if known is not None and key not in known:
                self._unknown(line_of(body, key), str(key), what, known)
        return body

    def _unknown(self, line: int, key: str, what: str, known: Collection[str]) -> None:
        if key in _IGNORED and what.startswith(("flow ", "step ")):
            self.wrong(
                line, "ignored_key", f"{key} in {what} means something to Rasa only; here nothing is done with it"
            )
            return
        instead = _INSTEAD.get(key) or (f"use one of {', '.join(sorted(known))}" if known else "remove it")
        self.wrong(line, "unknown_key", f"unknown key {key} in {what}; {instead}")

    def listing(self, line: int, body: Any, what: str) -> Sequence[Any]:
        """Give a list; nothing at all counts as an empty one."""
        if isinstance(body, list):
            return body
        if body is not None:
            self.wrong(line, "wrong_shape", f"{what} must be a list")
        return PlacedList([], [])

    def names(self, body: Mapping[str, Any], key: str) -> tuple[str, ...]:
        """Give the list of words under a key."""
        found = self.listing(line_of(body, key), body.get(key), key)
        good = [name for name in found if not isinstance(name, Mapping | list) and name is not None]
        if len(good) < len(found):
            self.wrong(line_of(body, key), "wrong_shape", f"{key} must be a list of words")
        return tuple(str(name) for name in good)

    def words(self, body: Mapping[str, Any], key: str) -> Mapping[str, tuple[str, ...]]:
        """Give the words of each language under a key."""
        found = self.mapping(line_of(body, key), body.get(key), key, LANGUAGES)
        return {language: self.names(found, language) for language in found}

    def flag(self, body: Mapping[str, Any], key: str) -> bool:
        """Give what is true or false under a key; nothing at all counts as false."""
        value = body.get(key, False)
        if not isinstance(value, bool):
            self.wrong(line_of(body, key), "wrong_shape", f"{key} must be true or false, not {value}")
        return value is True

    def count(self, body: Mapping[str, Any], key: str, otherwise: int) -> int:
        """Give the whole number under a key."""
        value = body.get(key, otherwise)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        self.wrong(line_of(body, key), "wrong_shape", f"{key} must be a whole number, not {value}")
        return otherwise

    def word(self, body: Mapping[str, Any], key: str, otherwise: str = "") -> str:
        """Give the text under a key; nothing at all counts as none."""
        value = body.get(key)
        if isinstance(value, Mapping | list):
            self.wrong(line_of(body, key), "wrong_shape", f"{key} must be a text")
        if isinstance(value, Mapping | list) or value is None:
            return otherwise
        return str(value).strip()

    def condition(self, body: Mapping[str, Any], key: str) -> Condition:
        """Give the condition under a key; one that cannot be read never holds, but still uses its slots."""
        text = str(body[key])
        try:
            return read_condition(text)
        except ConditionError as error:
            mixed = isinstance(error, MixedError)
            self.wrong(line_of(body, key), "mixed_and_or" if mixed else "bad_condition", str(error))
            return Condition(text, frozenset(re.findall(r"slots\.(\w+)", text)), lambda _: False)

    def labels(self, body: Mapping[str, Any], key: str, otherwise: str = "", *, nested: bool = True) -> Labels:
        """Give the text under a key in every language: the first of LANGUAGES here, the others under `translation`.

        Args:
            body: where the text and its translations stand.
            key: the text's name.
            otherwise: the text where there is none.
            nested: the translations stand under the same key (`{en: {title: ...}}`), not bare (`{en: ...}`).
        """
        labels = {LANGUAGES[0]: self.word(body, key, otherwise)}
        others = self.mapping(line_of(body, "translation"), body.get("translation"), "translation", LANGUAGES)
        for language in (one for one in LANGUAGES if one in others):
            inside = others
            if nested:
                line = line_of(others, language)
                inside = self.mapping(line, others[language], f"translation {language}", {key})
            labels[language] = self.word(inside, key if nested else language)
        return labels
