import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from knowledge.cases import confusions, examples, tips
from knowledge.content import ContentError
from knowledge.faq import answers
from knowledge.languages import LANGUAGES
from knowledge.sources import all_sources, cited
from knowledge.vocabulary import FACETS, vocabulary

LONGEST_SENTENCE = 22


def texts() -> Iterator[Mapping[str, str]]:
    for example in examples():
        yield from (example.title, example.what, example.lesson)
    for tip in tips():
        yield tip.text
    for confusion in confusions():
        yield from (confusion.confusion, confusion.answer)
    for facet in FACETS:
        yield from (term.description for term in vocabulary().terms(facet) if term.description)


def test_everything_is_there() -> None:
    assert (len(examples()), len(tips()), len(confusions())) == (10, 10, 7)
    assert examples()[0].id == "maassluis"


@pytest.mark.parametrize("items", [examples(), tips(), confusions()], ids=["examples", "tips", "confusions"])
def test_ids_are_unique_and_each_item_has_a_source_to_read(items: tuple[object, ...]) -> None:
    ids = [item.id for item in items]  # type: ignore[attr-defined]
    assert len(set(ids)) == len(ids)
    for item in items:
        sources = item.sources  # type: ignore[attr-defined]
        assert sources
        assert all(source.url.startswith("http") and source.title for source in sources)


def test_texts_exist_in_both_languages_and_are_plain() -> None:
    for text in texts():
        assert set(text) == set(LANGUAGES)
        for language in LANGUAGES:
            for sentence in re.split(r"(?<=[.?!:])\s+", text[language]):
                assert len(sentence.split()) <= LONGEST_SENTENCE, sentence


def test_every_source_is_cited_somewhere() -> None:
    used = {source.id for item in (*answers(), *examples(), *tips(), *confusions()) for source in item.sources}
    assert used == set(all_sources())


def test_an_unknown_source_is_named_with_the_file_that_cites_it() -> None:
    with pytest.raises(ContentError, match=r"tips\.yml:1: there is no source S0"):
        cited(["S1", "S0"], Path("tips.yml"))
