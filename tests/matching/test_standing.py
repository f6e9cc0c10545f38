"""Why not that one?"""

from collections.abc import Callable

import pytest

from knowledge.areas import areas
from knowledge.languages import LANGUAGES, Language
from knowledge.matching.index import Index
from knowledge.matching.profile import Profile, Wish
from knowledge.matching.ranking import rank
from knowledge.matching.reasons import standing_sentences
from knowledge.matching.standing import Standing, why_not
from knowledge.matching.weights import weights

MakeProfile = Callable[..., Profile]
WISH = Wish(themes=frozenset({"eenzaamheid"}), areas=frozenset({"gm0556"}))


@pytest.fixture
def ask(profile: MakeProfile) -> Callable[[int], Standing | None]:
    asker = profile(1, "Wij", type="bewoners", areas=["gm0556-sluispolder"], needs=["locatie", "geld"])
    directory = [
        profile(2, "De Zaal", offers=["locatie"], areas=["gm0556-sluispolder"]),
        profile(3, "Soos", areas=["gm0556-kapelpolder"], offers=["materiaal"]),
        profile(4, "Ver Weg", areas=["gm0363"]),
        profile(5, "Sportclub", themes=["sport"]),
        profile(6, "Stil", willing=False),
        profile(7, "Overgeslagen"),
        profile(8, "Ver en anders", areas=["gm0363"], themes=["sport"]),
    ]
    index = Index.build(directory, areas())
    ranked = rank(index, asker, WISH, [7], 10, "s")
    assert [match.profile.name for match in ranked] == ["De Zaal", "Soos"]
    question = index.ask(asker, WISH, weights())
    return lambda organisation: why_not(index, question, organisation, [7], "s")


Ask = Callable[[int], Standing | None]


@pytest.mark.parametrize(
    ("organisation", "sentences"),
    [
        (4, ["Voor zover wij weten werkt Ver Weg niet in het gebied van deze oproep."]),
        (5, ["Voor zover wij weten werkt Sportclub niet aan uw onderwerpen. Ook niet aan die van de oproep."]),
        (6, ["Stil wil nu niet worden voorgesteld."]),
        (7, ["Overgeslagen hoort al bij uw groep, of u hebt hen overgeslagen."]),
    ],
)
def test_who_is_left_out_is_told_why(ask: Ask, organisation: int, sentences: list[str]) -> None:
    standing = ask(organisation)
    assert standing is not None
    assert standing_sentences(standing, "nl") == sentences


def test_every_barrier_is_told(ask: Ask) -> None:
    standing = ask(8)
    assert standing is not None
    assert standing.barriers == ("area", "theme")
    assert len(standing_sentences(standing, "en")) == 2


def test_who_stands_lower_hears_what_the_best_has_more(ask: Ask) -> None:
    standing = ask(3)
    assert standing is not None
    assert standing.match is not None
    assert standing.best is not None
    assert (standing.place, standing.count) == (2, 2)
    assert sum(more for _, more in standing.ahead) == standing.best.score - standing.match.score
    assert standing_sentences(standing, "nl") == [
        "Soos heeft 17 punten. Dat is plaats 2 van 2.",
        "Dit past wel:",
        "- U werkt allebei aan eenzaamheid.",
        "- Zij zijn een ander soort organisatie dan u.",
        "- Zij werken in dezelfde gemeente: Maassluis.",
        "De meeste punten heeft De Zaal: 59 punten. Daar tellen wij meer punten voor:",
        "- 30 punten meer: Zij hebben een ruimte. U zoekt een ruimte.",
        "- 12 punten meer: U werkt allebei in Sluispolder.",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_best_is_told_to_be_so(ask: Ask, language: Language) -> None:
    standing = ask(2)
    assert standing is not None
    assert standing.best is None
    assert "59" in standing_sentences(standing, language)[0]


def test_who_is_not_in_the_directory_has_no_standing(ask: Ask) -> None:
    assert ask(99) is None


def test_who_has_nothing_that_fits_is_told_so(profile: MakeProfile) -> None:
    asker = profile(1, themes=[], areas=[])
    index = Index.build([profile(2, "Leeg", themes=[])], areas())
    standing = why_not(index, index.ask(asker, Wish(), weights()), 2, (), "s")
    assert standing is not None
    assert standing_sentences(standing, "nl") == ["Wij weten van Leeg niets dat bij uw vraag past."]
