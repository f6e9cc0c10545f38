import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.faq import SURE, Answer, answers, search
from knowledge.languages import LANGUAGES, Language

UTTERANCES = Path(__file__).parents[2] / "../shared/data/dutch-utterances/dev.jsonl"
ASKED = [
    (answer.id, language, text)
    for answer in answers()
    for language in LANGUAGES
    for text in (answer.question[language], *answer.also_asked[language])
]
# Advice that states no fact, and what this program itself does: neither needs a source.
WITHOUT_SOURCE = {"q27", "q35", "q39", "q43", "q46", "q47", "q48", "q49", "q50"}
FOR_STAFF = {"q40", "q41", "q42", "q43", "q44"}
UNRELATED = {
    "nl": [
        "ik wil een pizza",
        "Sluispolder",
        "wij hebben een zaal",
        "12 vrijwilligers",
        "hallo",
        "ja",
        "weet ik niet",
        "penvoerder",
        "wij zoeken een penvoerder",
        "subsidie",
        "coalitie",
        "partners",
        "hulp",
        "een busje en een chauffeur",
        "eenzaamheid bij ouderen",
        "de begroting is 5000 euro",
        "1 maart 2027",
        "ons bedrijf wil meedoen",
        "een paar bewoners",
        "bewoners denken mee",
        "we hebben handtekeningen van bewoners",
        "concurrenten hebben we niet",
        "wie wint de voetbalwedstrijd",
        "hoe laat is het?",
        "wat is de hoofdstad van frankrijk?",
        "mijn telefoonnummer is 0612345678",
        "wij zijn een stichting",
        "kennis van schulden",
        "de gemeente betaalt de helft",
        "40 ouderen komen elke maand samen",
        "wij willen dat ouderen zich minder alleen voelen",
        "hulp bij de administratie",
        "iemand die de aanvraag doet",
        "iemand die het geld aanvraagt",
        "wij hebben geen stichting",
        "wij zijn geen rechtspersoon",
        "5000 euro is het hoogste bedrag",
        "hoezo?",
        "verslag van de bijeenkomst",
        "we hebben al een project gedaan met de kerk",
        "",
        "?",
        "👍",
    ],
    "en": [
        "i want a pizza",
        "we have a room",
        "12 volunteers",
        "lead partner",
        "a small group",
        "our business wants to take part",
        "what time is it?",
        "1 March 2027",
        "lonely older people",
        "somebody who applies",
    ],
}


def test_all_questions_are_there_once() -> None:
    assert sorted(answer.id for answer in answers()) == [f"q{number:02d}" for number in range(1, 51)]


@pytest.mark.parametrize("answer", answers(), ids=lambda answer: answer.id)
def test_an_answer_is_complete(answer: Answer) -> None:
    for texts in (answer.question, answer.answer):
        assert set(texts) == set(LANGUAGES)
    for language in LANGUAGES:
        asked = [answer.question[language], *answer.also_asked[language]]
        assert 4 <= len({text.casefold() for text in asked}) == len(asked) <= 12
        assert any(not text.endswith("?") for text in asked)
    assert bool(answer.sources) != (answer.id in WITHOUT_SOURCE)
    assert (answer.audience == "staff") == (answer.id in FOR_STAFF)


@pytest.mark.parametrize("answer", answers(), ids=lambda answer: answer.id)
def test_english_answers_are_plain(answer: Answer) -> None:
    for sentence in re.split(r"(?<=[.?!])\s+", answer.answer["en"]):
        assert len(sentence.split()) <= 22, sentence


@pytest.mark.parametrize(("answer_id", "language", "text"), ASKED)
def test_every_way_of_asking_finds_its_answer(answer_id: str, language: Language, text: str) -> None:
    for typed in (text, text.rstrip("?."), text.upper(), f"{text.rstrip('?')} ?"):
        best, *others = search(typed, language)
        assert best.answer.id == answer_id
        assert best.score >= SURE
        assert all(other.score < best.score for other in others)


@pytest.mark.parametrize(
    ("language", "text"), [(language, text) for language in LANGUAGES for text in UNRELATED[language]]
)
def test_what_is_no_question_of_ours_is_never_sure(language: Language, text: str) -> None:
    assert all(hit.score < SURE for hit in search(text, language))


@pytest.mark.parametrize(
    ("text", "answer_id"),
    [
        ("wat is een penvorder", "q17"),
        ("Hoe verwijdr ik mijn gegevns??", "q38"),
        ("kunnen we handtekeningen ophalen?", "q25"),
        ("moeten wij een stichting oprichten", "q19"),
        ("hoe lang duurt het besluit van de gemeente?", "q33"),
        ("wie vraagd het geld aan", "q17"),
        ("hoeveel geld krijgen wij dan", "q46"),
        ("wat is een rechtpersoon", "q45"),
        ("waar moet ik het plan naartoe sturen", "q47"),
        ("hoe moet ik mijn plan inleveren bij de gemeente?", "q47"),
        ("mag ik later verder gaan?", "q48"),
        ("kan ik dit plan uitprinten?", "q49"),
        ("is het wel veilig?", "q50"),
    ],
)
def test_other_words_and_typing_errors_find_the_answer_first(text: str, answer_id: str) -> None:
    assert search(text, "nl")[0].answer.id == answer_id


@given(st.text(max_size=60), st.sampled_from(LANGUAGES), st.integers(1, 5))
def test_hits_of_any_text_are_few_and_ordered(text: str, language: Language, limit: int) -> None:
    hits = search(text, language, limit)
    assert len({hit.answer.id for hit in hits}) == len(hits) <= limit
    assert all(0 < hit.score <= 1 for hit in hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@given(st.lists(st.sampled_from(ASKED), min_size=1, max_size=3), st.sampled_from(LANGUAGES))
def test_several_questions_at_once_do_no_harm(rows: list[tuple[str, Language, str]], language: Language) -> None:
    hits = search(" ".join(text for _, _, text in rows), language)
    assert all(0 < hit.score <= 1 for hit in hits)


@pytest.mark.skipif(not UTTERANCES.exists(), reason="the labelled messages are not beside the project")
def test_answers_to_our_own_questions_are_not_taken_for_questions() -> None:
    for line in UTTERANCES.read_text(encoding="utf-8").splitlines():
        text = json.loads(line)["text"]
        assert all(hit.score < SURE for hit in search(text, "nl")), text
