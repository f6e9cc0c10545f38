"""The options of a question: how people name them, and how they look as buttons."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, overload

from flows.engine.answers import plain
from flows.engine.definitions import LANGUAGES, Collect, Labels, Option, Response
from flows.engine.messages import Button, translate

PAYLOAD = re.compile(r"/SetSlots\((\w+)=(.*)\)", re.DOTALL)

SHORTEST_MISTYPED = 4
"""In names of so many letters, or fewer, every letter counts."""

_folded = lru_cache(maxsize=1024)(plain)
"""The same names come back in every conversation; what people type is not kept."""


class Options(Sequence[Option]):
    """Some options, in the order of their numbers; what is worked out of them is kept.

    Args:
        items: the options.
    """

    def __init__(self, items: Sequence[Option] = ()) -> None:
        self._items = tuple(items)
        self._titles: dict[str, dict[str, str]] = {}
        self._buttons: dict[tuple[str, str], tuple[Button, ...]] = {}

    @overload
    def __getitem__(self, index: int) -> Option: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Option]: ...
    def __getitem__(self, index: int | slice) -> Option | Sequence[Option]:
        """Give one option, or some."""
        return self._items[index]

    def __len__(self) -> int:
        """Count them."""
        return len(self._items)

    def __iter__(self) -> Iterator[Option]:
        """Give them in order."""
        return iter(self._items)

    def among(self, values: Sequence[Any]) -> "Options":
        """Give only those with these values, to be listed."""
        found = (option for option in self._items if option.value in values)
        return Options([option if option.listed else option._replace(listed=True) for option in found])

    @cached_property
    def numbered(self) -> "Options":
        """Those that people see, with their numbers."""
        listed = [option for option in self._items if option.listed]
        return self if len(listed) == len(self._items) else Options(listed)

    @cached_property
    def hides(self) -> bool:
        """Whether there are others than people see."""
        return self.numbered is not self

    def shown(self, chosen: Sequence[Any]) -> "Options":
        """Give those that people see while some are chosen: these too, so that they can be taken away again."""
        return self.among([*(one.value for one in self.numbered), *chosen]) if self.hides else self

    @cached_property
    def names(self) -> Mapping[str, Any]:
        """What people may call them, folded, with the value that is meant; the first that has a name keeps it."""
        names: dict[str, Any] = {}
        for value, titles, also, _ in self._items:
            names.setdefault(_folded(str(value)), value)
            for words in (titles.values(), *also.values()):
                for name in words:
                    names.setdefault(_folded(name), value)
        return names

    @cached_property
    def names_said(self) -> Mapping[str, Any]:
        """The same without the values, which people do not see: a part of such a word is what nobody means."""
        words = {
            _folded(name)
            for _, titles, also, _ in self._items
            for some in (titles.values(), *also.values())
            for name in some
        }
        return {name: value for name, value in self.names.items() if name in words}

    @cached_property
    def names_together(self) -> str:
        """All of these in one text with each name on a line, to see fast what is no part of any."""
        return "\n".join(self.names_said)

    @cached_property
    def long_names(self) -> Sequence[str]:
        """The names that are long enough for a typing error in them to be recognised."""
        return [name for name in self.names if len(name) > SHORTEST_MISTYPED]

    @cached_property
    def titles_folded(self) -> frozenset[str]:
        """The titles in every language, folded."""
        return frozenset(_folded(title) for option in self._items for title in option.titles.values())

    def listed(self, values: Sequence[Any], language: str) -> str:
        """Name values by the titles of their options, separated by commas; unknown values by themselves."""
        if language not in self._titles:
            self._titles[language] = {str(one.value): translate(one.titles, language) for one in self._items}
        titles = self._titles[language]
        return ", ".join([titles.get(str(value), str(value)) for value in values])

    def buttons(self, slot: str, language: str, chosen: Sequence[Any] = ()) -> tuple[Button, ...]:
        """Give them as buttons that fill a slot, those chosen so far marked."""
        key = slot, language
        if key not in self._buttons:
            self._buttons[key] = tuple(
                Button(translate(option.titles, language), f"/SetSlots({slot}={value_text(option.value)})")
                for option in self._items
            )
        plain_ones = self._buttons[key]
        if not chosen:
            return plain_ones
        return tuple(
            button._replace(chosen=True) if option.value in chosen else button
            for option, button in zip(self._items, plain_ones, strict=True)
        )


NONE = Options()
"""No options: a question that is answered in one's own words."""


def own_options(step: Collect, response: Response | None) -> Options:
    """Give the buttons of a question's response that answer it, as options."""
    found = []
    for button in response.buttons if response else ():
        match = PAYLOAD.fullmatch(button.payload)
        if match and match[1] == step.slot:
            found.append(Option(_value(match[2]), button.titles))
    return Options(found)


def given_options(items: Sequence[Mapping[str, Any]]) -> Options:
    """Give the options that an action put into a slot, each as `{"value", "title"}`.

    With `also` for other words, and `listed` false for one that people do not see.
    """
    return Options(
        [
            Option(item["value"], _titles(item["title"]), item.get("also", {}), item.get("listed", True))
            for item in items
        ]
    )


def given_titles(items: Sequence[Mapping[str, Any]], values: Sequence[Any], language: str) -> str:
    """Name values as `Options.listed` does, by the options in a slot, which need not be worked out for this."""
    titles = {str(item["value"]): item["title"] for item in items}
    return ", ".join([translate(_titles(titles.get(str(value), str(value))), language) for value in values])


def _titles(title: str | Labels) -> Labels:
    return dict.fromkeys(LANGUAGES, title) if isinstance(title, str) else title


def value_text(value: Any) -> str:
    """Write a value as it stands in a payload."""
    return value if isinstance(value, str) else json.dumps(value)


def _value(text: str) -> Any:
    return {"true": True, "false": False, "null": None}.get(text, text)
