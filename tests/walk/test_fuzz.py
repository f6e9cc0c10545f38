"""The random conversations of `coalitiewijzer bench fuzz`."""

import pytest

from bot.bench.fuzz import Fuzz, Talks, shortened
from flows.actions.knowledge import ShowTips
from flows.engine.turns import Heard


def test_random_conversations_go_well_and_the_same_seed_gives_the_same_ones() -> None:
    first, second = (Fuzz(60, seed=4).run() for _ in range(2))

    assert first.good
    assert first.faults == []
    assert (first.turns, first.kinds, first.ended) == (second.turns, second.kinds, second.ended)


def test_what_leads_to_a_fault_is_made_as_short_as_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr(ShowTips, "step", fail)
    talks = Talks()
    done = [Heard(text) for text in ("hallo", "ja", "Anna", "help", "tips")]

    wrong = [talks.turn("1", heard, "nl")[1] for heard in done]

    assert wrong[:4] == [""] * 4
    assert wrong[4].startswith("failed: ValueError")
    assert shortened(done, "nl", wrong[4]) == [Heard("tips")]
