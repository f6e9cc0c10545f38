"""How well organisations are found back under another spelling, on the names of a file.

Half of the organisations get a second entry, whose name is written otherwise as people do. Found pairs are right when
they are those two. Others count as wrong, also where the file itself had an organisation twice: so the precision is a
lower limit. The same seed gives the same spellings.
"""

import csv
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import NamedTuple

from flows.services.imports.errors import MalformedFile
from flows.services.imports.formats import FORMATS
from knowledge.doubles import Entry, Pair, doubles

_ACCENTS = str.maketrans("aeiou", "áéíóú")
_SHORT_FORMS = {"Stichting": ("St.", "Stg", ""), "Vereniging": ("Ver.", "")}
_LONG_WORD = 6
_LEAST_WORDS = 4

Spelling = Callable[[str, Random], str]


class Score(NamedTuple):
    """What the measurement gave.

    Attributes:
        organisations: how many the file has.
        already: the pairs that the file itself gives.
        shown: how many pairs were found with the second entries.
        right: how many of them are a second entry with its first.
        kinds: per way of writing, how many were found and how many there were.
    """

    organisations: int
    already: Sequence[Pair]
    shown: int
    right: int
    kinds: Mapping[str, tuple[int, int]]

    @property
    def precision(self) -> float:
        """The share of what was found that is right, apart from what the file itself gives."""
        return self.right / max(1, self.shown - len(self.already))

    @property
    def recall(self) -> float:
        """The share of the second entries that was found."""
        return self.right / max(1, sum(total for _, total in self.kinds.values()))


def bench_doubles(file: Path, seed: int) -> dict[str, object]:
    """Measure on the names of a file.

    Raises:
        MalformedFile: the file cannot be read.
    """
    score = measure(read_entries(file), seed)
    return {
        "organisations": score.organisations,
        "pairs in the file itself": len(score.already),
        "precision": round(score.precision, 3),
        "recall": round(score.recall, 3),
        **{f"recall, {way}": f"{found} of {total}" for way, (found, total) in score.kinds.items()},
        "seed": seed,
    }


def measure(entries: Sequence[Entry], seed: int) -> Score:
    """Measure with a second entry for half of these organisations."""
    random = Random(seed)  # noqa: S311 - to vary, not to keep a secret
    again: list[Entry] = []
    kind_of: dict[tuple[int, int], str] = {}
    for entry in random.sample(entries, len(entries) // 2):
        ways = list(SPELLINGS)
        random.shuffle(ways)
        for way in ways:
            written = SPELLINGS[way](entry.name, random).strip()
            if written and written != entry.name:
                number = len(entries) + len(again)
                again.append(replace(entry, id=number, name=written))
                kind_of[entry.id, number] = way
                break
    found = {(pair.one, pair.other) for pair in doubles([*entries, *again])}
    totals, hits = Counter(kind_of.values()), Counter(kind_of[pair] for pair in found if pair in kind_of)
    kinds = {way: (hits[way], totals[way]) for way in SPELLINGS if totals[way]}
    return Score(len(entries), doubles(entries), len(found), hits.total(), kinds)


def read_entries(file: Path) -> list[Entry]:
    """Read a CSV file with a column `name` (and `postcode`, whose letters are the area), or Amsterdam's register.

    Raises:
        MalformedFile: it is neither.
    """
    if file.suffix.lower() != ".csv":
        found = FORMATS["amsterdam-subsidies"](file).organisations
        return [Entry(number, one.name, municipality=one.municipality) for number, one in enumerate(found)]
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    if not rows or "name" not in rows[0]:
        raise MalformedFile(file, "expected a column with the heading name")
    return [
        Entry(number, row["name"], municipality=(row.get("postcode") or "").partition(" ")[0])
        for number, row in enumerate(rows)
        if row["name"]
    ]


def _other_form(name: str, random: Random) -> str:
    first, _, rest = name.partition(" ")
    if first.title() in _SHORT_FORMS and rest:
        return f"{random.choice(_SHORT_FORMS[first.title()])} {rest}"
    return f"Stichting {name}"


def _other_order(name: str, random: Random) -> str:
    words = name.split()
    place = random.randrange(1, len(words)) if len(words) > 1 else 0
    return " ".join((*words[place:], *words[:place]))


def _typing_error(name: str, random: Random) -> str:
    words = name.split()
    long = [place for place, word in enumerate(words) if len(word) >= _LONG_WORD and word.isalpha()]
    if not long:
        return name
    place = random.choice(long)
    word = words[place]
    at = random.randrange(1, len(word) - 1)
    mistakes = (
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + random.choice("aeionrst") + word[at + 1 :],
    )
    words[place] = random.choice(mistakes)
    return " ".join(words)


def _cut_otherwise(name: str, random: Random) -> str:
    gaps = [place for place, sign in enumerate(name) if sign in " -"]
    if not gaps:
        return name
    place = random.choice(gaps)
    return name[:place] + ("-" if name[place] == " " and random.random() < 1 / 2 else "") + name[place + 1 :]


def _initials(name: str, _random: Random) -> str:
    words = [word for word in name.split() if word[0].isalpha() and word.casefold() not in _SMALL]
    return "".join(word[0].upper() for word in words) if len(words) >= _LEAST_WORDS else ""


_SMALL = frozenset({"de", "het", "van", "der", "den", "voor", "en", "in", "the", "of", "and", "for", "stichting"})

SPELLINGS: Mapping[str, Spelling] = {
    "legal form": _other_form,
    "order of words": _other_order,
    "typing error": _typing_error,
    "& for en": lambda name, _: name.replace(" en ", " & ").replace(" and ", " & "),
    "accents": lambda name, _: name.translate(_ACCENTS),
    "capitals": lambda name, _: name.upper() if name != name.upper() else name.lower(),
    "place added": lambda name, _: f"{name} Amsterdam",
    "cut otherwise": _cut_otherwise,
    "initials": _initials,
}
"""Ways in which people write the same name, by what they are called in the report."""
