"""Personal data in free text (V21): what is found, and above all what is not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.proposal.personal import Trace, traces

SAID_OF_SOMEBODY = [
    "Mevrouw Jansen heeft dementie.",
    "Mevr. Jansen van nr 12 heeft dementie en belt ons elke dag.",
    "mw. De Vries is al jaren depressief",
    "Dhr. Bakker kreeg vorig jaar een beroerte.",
    "Jan de Vries (72) lijdt aan Parkinson.",
    "Fatima heeft kanker.",
    "Wij denken aan de dementie van mevrouw Jansen.",
    "Mevrouw K. heeft al lang last van een ernstige depressie",
    "Petra, dement en alleen, komt elke week.",
    "De vrouw op Dorpsstraat 12 heeft dementie.",
    "De bewoner van nummer 14 is verslaafd.",
    "meneer Van den Berg met Alzheimer",
    "Mevrouw Jansen, 83 jaar, is dement.",
    "De 82-jarige Annie is blind.",
    "De familie Yilmaz heeft een zoon met autisme.",
    "Ons lid Ali zat in de gevangenis",
    "Mrs Smith has dementia",
    "John suffers from depression",
]
SAID_OF_NOBODY = [
    "Veel ouderen hebben dementie.",
    "Dementie van buren zien we vaak.",
    "Een man van 72 met dementie komt elke dag.",
    "Mevrouw Jansen van het wijkteam heeft ervaring met dementie.",
    "Mevrouw Jansen is dementie consulent.",
    "Mevrouw Jansen woont in Sluispolder.",
    "Jan de Vries is onze voorzitter.",
    "Anna is vrijwilliger bij Alzheimer Nederland.",
    "Jan werkt met mensen die depressief zijn.",
    "Samen met Hans helpen wij ouderen met kanker.",
    "Wij bezoeken mensen met een beperking, samen met Piet.",
    "Het Anna Blamanhuis is voor mensen met dementie.",
    "De bus naar de Jan van Galenstraat heeft plaats voor een rolstoel.",
    "Stichting Anna heeft een rolstoel.",
    "Bewoners van Sluispolder 3 hebben dementie.",
    "Wij hebben Jan gevraagd. Ziek zijn is duur.",
    "Elke zieke buur krijgt soep.",
    "Ben je ziek? Bel ons.",
    "Mensen met schulden en mensen die ziek zijn.",
    "The church helps people with dementia.",
]
NUMBERS = [
    ("Het BSN van een buurvrouw is 123456782.", "123456782"),
    ("BSN: 1234.56.782", "1234.56.782"),
    ("burgerservicenummer 111 222 333", "111 222 333"),  # called so, right or wrong
    ("Zij is bekend onder 123456782.", "123456782"),
]
NO_NUMBERS = [
    "KvK-nummer 12345678",
    "RSIN 123456782",
    "Het RSIN van de stichting is 123456782",
    "De kosten zijn 123456783 euro",  # does not pass the eleven test
    "Op 01-09-2027 10 keer koken, van 1-9-2027 31-8-2028",
    "000000000",
    "Bel 010-5912345",
]
REACH = [
    ("jan.bakker@gmail.com", "mail"),
    ("Mail fatima@buurtkracht.nl voor soep", "mail"),
    ("06-12345678", "mobile"),
    ("+31 6 1234 5678", "mobile"),
    ("0031612345678", "mobile"),
    ("010-5912345", "phone"),
    ("(010) 591 23 45", "phone"),
]
NO_REACH = [
    "info@buurtkracht.nl",
    "aanmelden@dekade.nl",
    "info.sluispolder@buurtkracht.nl",
    "14010",
    "0900 123 4567",
    "088-1234567",
    "van 01-09-2027 tot 31-12-2027",
    "1.250.000 euro",
]


@pytest.mark.parametrize("text", SAID_OF_SOMEBODY)
def test_health_of_somebody_who_can_be_known_is_found(text: str) -> None:
    (found,) = traces(text)
    assert found.kind == "special"


@pytest.mark.parametrize("text", SAID_OF_NOBODY)
def test_health_of_nobody_in_particular_is_not_found(text: str) -> None:
    assert traces(text) == []


@pytest.mark.parametrize(("text", "number"), NUMBERS)
def test_numbers_of_people_are_found(text: str, number: str) -> None:
    assert traces(text) == [Trace("number", number)]


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_other_numbers_are_not_taken_for_those_of_people(text: str) -> None:
    assert all(one.kind != "number" for one in traces(text))


@pytest.mark.parametrize(("text", "kind"), REACH)
def test_ways_to_reach_a_person_are_found(text: str, kind: str) -> None:
    assert [one.kind for one in traces(text)] == [kind]


@pytest.mark.parametrize("text", NO_REACH)
def test_ways_to_reach_an_organisation_may_stand_in_a_plan(text: str) -> None:
    assert traces(text) == []


def test_everything_in_a_text_is_found_once() -> None:
    text = "Mevrouw Jansen is dement. Mail j.jansen@ziggo.nl, of mail j.jansen@ziggo.nl. Mevrouw Jansen is dement."
    assert [one.kind for one in traces(text)] == ["mail", "special"]


@settings(deadline=None)  # the first one reads the words
@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    assert isinstance(traces(text), list)


@given(
    st.lists(
        st.sampled_from(["van", "de", "Jan", "mevrouw", "De", "is", "dement", ",", "(", "12", "op", "."]), max_size=60
    )
)
def test_any_order_of_the_words_that_it_looks_for_can_be_read(words: list[str]) -> None:
    for one in traces(" ".join(words)):
        assert one.kind == "special"


@pytest.mark.parametrize("word", ["van ", "mevrouw ", "Jan ", "0", "1.", "a@", "Jan is van de "])
def test_long_texts_of_one_word_are_read(word: str) -> None:
    assert all(one.words for one in traces(word * 20_000))
