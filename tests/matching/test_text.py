"""Which texts are alike."""

import pytest

from knowledge.matching.text import TextIndex, terms_of

TEXTS = ["Koffie met ouderen in de zaal", "Voetbal voor kinderen", "", "koffie koffie koffie"]


def test_a_text_is_most_like_itself() -> None:
    index = TextIndex.build(TEXTS)
    for number, text in enumerate(TEXTS):
        likeness = index.likeness(text)
        assert likeness[number] == pytest.approx(1 if text else 0, abs=1e-6)
        assert likeness.max() == likeness[number]


def test_texts_without_a_common_word_are_not_alike() -> None:
    assert TextIndex.build(TEXTS).likeness("Muziek voor buren").tolist() == [0, 0, 0, 0]
    assert TextIndex.build([]).likeness("koffie").shape == (0,)


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    index = TextIndex.build(["zaal koffie", "zaal thee", "zaal water", "zaal melk"])
    likeness = index.likeness("zaal koffie")
    assert likeness[0] > 0.9
    assert 0.5 > likeness[1] > 0


@pytest.mark.parametrize("pair", [("huizen", "huis"), ("zalen", "zaal"), ("projects", "project"), ("Café", "cafe")])
def test_forms_of_one_word_are_one_term(pair: tuple[str, str]) -> None:
    one, other = pair
    assert terms_of(one) == terms_of(other) != []


def test_words_without_a_subject_are_no_terms() -> None:
    assert terms_of("de het een of the and op ik") == []


def test_shared_words_stand_as_they_were_written_the_rarest_first() -> None:
    index = TextIndex.build(["zaal koffie", "zaal thee", "zaal water"])
    assert index.shared("Een zaal met koffie, thee en bier", "zalen, thee en bier", 3) == ("thee", "zaal")
    assert index.shared("Een zaal met thee", "zaal thee", 1) == ("thee",)
