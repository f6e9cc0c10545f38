"""Which organisations are probably one, under two spellings: pairs with their likeness and the reasons, best first.

Names are compared word by word, so that their order, legal forms, small words and typing errors do not count. A word
that few organisations have says more than one that many have. Only organisations that share something rare are
compared at all (blocking, see Christen, Data Matching, 2012, chapter 4): a hundred thousand take seconds.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from knowledge.double_names import Name, name_of, names_alike, rules
from knowledge.languages import Language

_PART = 4  # letters: few typing errors leave neither the beginning nor the end of a word whole
_RAREST = 2  # words of a name that are looked up


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of an organisation, as far as it tells who it is; "" where it is not known.

    Attributes:
        id: its number.
        name: its name.
        kvk: its number in the trade register.
        website: the address of its site.
        email: its mail address.
        postcode: its postcode.
        municipality: the id of the area.
    """

    id: int
    name: str
    kvk: str = ""
    website: str = ""
    email: str = ""
    postcode: str = ""
    municipality: str = ""


class Reason(NamedTuple):
    """Why two organisations may be one: a key of `reasons` in doubles.yml, and what is the same."""

    key: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two organisations that may be one.

    Attributes:
        one: the number of the one, which is smaller.
        other: the number of the other.
        likeness: from 0 to 1.
        reasons: why, the strongest first.
    """

    one: int
    other: int
    likeness: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """An entry, ready to be compared; `domains` are those of its own, not of who hosts many."""

    entry: Entry
    name: Name
    site: str
    domains: frozenset[str]
    email: str
    postcode: str


def doubles(entries: Iterable[Entry], places: Collection[str] = ()) -> list[Pair]:
    """Find the pairs that are probably one organisation, the most alike first.

    Args:
        entries: the organisations.
        places: names of places, in lower case; a place that only one of two names has says little.
    """
    known = [_known(entry, places) for entry in entries]
    times = Counter(word for one in known for word in one.name.words)
    found = (_compared(known[one], known[other], times) for one, other in _candidates(known, times))
    return sorted((pair for pair in found if pair), key=lambda pair: (-pair.likeness, pair.one, pair.other))


def sentence(reason: Reason, language: Language) -> str:
    """Put a reason into words."""
    return rules().reasons[reason.key][language].format(what=reason.what)


def domain_of(address: str) -> str:
    """Give the domain of a site or a mail address: "www.buurt.nl/over" and "info@buurt.nl" are "buurt.nl"."""
    host = address.strip().casefold().partition("://")[2] or address.strip().casefold()
    host = host.partition("/")[0].partition("?")[0].rpartition("@")[2].partition(":")[0]
    return host.removeprefix("www.").strip(".")


def _known(entry: Entry, places: Collection[str]) -> _Known:
    given = rules()
    site, mail = domain_of(entry.website), domain_of(entry.email)
    if site and any(site == shared or site.endswith(f".{shared}") for shared in given.shared_sites):
        site = ""
    if mail in given.shared_mail:
        mail = ""
    return _Known(
        entry,
        name_of(entry.name, places),
        site,
        frozenset({site, mail} - {""}),
        entry.email.strip().casefold(),
        entry.postcode.replace(" ", "").upper(),
    )


def _candidates(known: Sequence[_Known], times: Mapping[str, int]) -> set[tuple[int, int]]:
    """Give the places of those worth comparing: they share something that few have."""
    given = rules()
    blocks: dict[Hashable, list[int]] = defaultdict(list)
    decisive: dict[Hashable, list[int]] = defaultdict(list)
    for place, one in enumerate(known):
        for key in set(_words_of(one, times)):
            blocks[key].append(place)
        for domain in one.domains:
            decisive[domain].append(place)
        for key in filter(None, (one.entry.kvk, one.email)):
            decisive[key].append(place)
    few = [block for block in blocks.values() if len(block) <= given.most_per_word]
    few += [block for block in decisive.values() if len(block) <= given.most_per_fact]
    return {pair for block in few for pair in combinations(block, 2)}


def _words_of(one: _Known, times: Mapping[str, int]) -> Iterator[Hashable]:
    """Give the parts of a name of which others must share one, in the same municipality, to be compared."""
    here, words = one.entry.municipality, one.name.words
    yield here, "all", one.name.ordered
    yield here, "all", one.name.joined
    yield here, "all", one.name.whole
    yield here, "initials", one.name.initials if len(words) > 1 else one.name.joined
    for word in sorted(words, key=lambda word: (len(word) < _PART, times[word], word))[:_RAREST]:
        yield here, "word", word
        yield here, "begins", word[:_PART]
        yield here, "ends", word[-_PART:]


def _compared(one: _Known, other: _Known, times: Mapping[str, int]) -> Pair | None:
    """Compare two; None when they are probably not one."""
    given, a, b = rules(), one.entry, other.entry
    if a.kvk and b.kvk and a.kvk != b.kvk:
        return None
    told = list(_decisive(one, other))
    same_postcode = bool(one.postcode) and one.postcode == other.postcode
    alike = names_alike(one.name, other.name, times.__getitem__)
    by_name = min(1.0, alike.likeness + (given.same_postcode if same_postcode and alike.likeness else 0.0))
    if by_name >= given.threshold and _same_or_unknown(a.municipality, b.municipality):
        told.append((by_name, Reason(alike.reason)))
    if not told:
        return None
    if same_postcode:
        told.append((0.0, Reason("postcode")))
    first, second = sorted((a.id, b.id))
    return Pair(first, second, round(max(told)[0], 3), tuple(reason for _, reason in told))


def _decisive(one: _Known, other: _Known) -> Iterator[tuple[float, Reason]]:
    """Give what decides alone, whatever the names: with the likeness that it means."""
    given, a, b = rules(), one.entry, other.entry
    if a.kvk and a.kvk == b.kvk:
        yield given.same_kvk, Reason("kvk")
        near = _same_or_unknown(one.postcode, other.postcode) and _same_or_unknown(a.municipality, b.municipality)
        if not near:
            yield 0.0, Reason("establishment")
    if one.site and one.site == other.site:
        yield given.same_site, Reason("site", one.site)
    if one.email and one.email == other.email:
        yield given.same_mail, Reason("mail")
    elif shared := one.domains & other.domains - {one.site if one.site == other.site else ""}:
        yield given.same_mail, Reason("mail_domain", min(shared))


def _same_or_unknown(one: str, other: str) -> bool:
    """Tell whether nothing says that two are in different places: the same name elsewhere is mostly somebody else."""
    return not one or not other or one == other
