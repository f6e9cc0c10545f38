import pytest

from knowledge.proposal.wording import hard_words, has_moment, has_number, long_sentences, says_what_changes


@pytest.mark.parametrize("text", ["60 ouderen", "twaalf lunches", "De helft", "10% minder", "In 2028 zijn het 3"])
def test_a_number_counts_something(text: str) -> None:
    assert has_number(text, "nl")


@pytest.mark.parametrize("text", ["in juni 2028", "op 1 mei 2027", "voor 1-5-2027", "na 6 maanden", "veel mensen", ""])
def test_the_numbers_in_a_date_count_nothing(text: str) -> None:
    assert not has_number(text, "nl")


@pytest.mark.parametrize("text", ["in juni", "voor 1-5-2027", "eind 2027", "elke week", "na de Zomer", "op zaterdagen"])
def test_a_moment_says_when(text: str) -> None:
    assert has_moment(text, "nl")


@pytest.mark.parametrize("text", ["60 ouderen", "de Marterstraat", "meteen"])
def test_other_words_are_no_moment(text: str) -> None:
    assert not has_moment(text, "nl")


def test_english_has_its_own_words() -> None:
    assert has_moment("by June", "en")
    assert has_number("twelve lunches", "en")
    assert not has_moment("by June", "nl")


@pytest.mark.parametrize(
    ("text", "clear"),
    [
        ("Minder ouderen alleen", True),
        ("Over 2 jaar kennen de buren elkaar en durven ouderen savonds weer naar buiten", True),
        ("Kinderen voelen zich welkom in de straat", True),
        ("Wij gaan aan het werk", False),
        ("Een bijeenkomst voor ouderen in de zaal", False),
        ("Eenzaamheid bij ouderen", False),
        ("Ouderen voelen zich alleen", False),
    ],
)
def test_a_change_is_a_direction_or_a_number(text: str, clear: bool) -> None:
    assert says_what_changes(text, "nl") is clear


def test_sentences_end_at_points_and_lines_and_not_inside_amounts() -> None:
    twenty = " ".join(["woord"] * 20)
    assert long_sentences(f"{twenty}. {twenty}! {twenty}?\n{twenty}") == []
    assert long_sentences(f"{twenty} 1.250 euro.") == [f"{twenty} 1.250 euro"]


def test_hard_words_come_with_plain_words() -> None:
    text = "De Penvoerders zorgen voor borging. De indicatoren volgen; borging is belangrijk."
    found = hard_words(text, "nl")
    assert sorted(word for word, _ in found) == ["Penvoerders", "borging", "indicatoren"]
    assert all(plain for _, plain in found)


def test_plain_words_are_not_hard() -> None:
    assert hard_words("Wij geborgen, de borg, een beschikbare zaal.", "nl") == []


@pytest.mark.parametrize(
    ("word", "plain"),
    [
        ("maatschappelijk aanbesteden", "de gemeente vraagt organisaties en bewoners om samen een plan te maken"),
        ("coalitie", "groep die samen een plan maakt"),
        ("penvoerder", "organisatie die namens de groep aanvraagt en geld regelt"),
        ("cofinanciering", "geld of hulp die u zelf of een ander erbij geeft"),
        ("dekkingsplan", "overzicht: waar komt het geld vandaan?"),
        ("indicator", "waaraan ziet u dat het lukt?"),
        ("borging", "hoe gaat het verder als de subsidie stopt?"),
        ("draagvlak", "wie steunt het plan?"),
        ("samenwerkingsovereenkomst", "papier met jullie afspraken"),
        ("nulmeting", "hoe is het nu, voordat jullie beginnen?"),
        ("beschikking", "brief met het besluit"),
    ],
)
def test_each_hard_word_of_the_domain_has_its_plain_words(word: str, plain: str) -> None:
    assert hard_words(f"Wij hebben {word} nodig.", "nl") == [(word, plain)]
    assert hard_words(f"{word.upper()}!", "nl") == [(word.upper(), plain)]


@pytest.mark.parametrize("word", ["Coalitiepartners", "co-financiering", "borgt", "0-meting", "subsidiebeschikking"])
def test_other_ways_to_write_a_hard_word_are_found(word: str) -> None:
    assert [found for found, _ in hard_words(f"Dat is de {word}.", "nl")] == [word]
