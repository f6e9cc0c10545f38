"""What to type about what was found: the words lead to the answer that they name."""

from typing import Any, get_args

import pytest

from flows.assembly import load
from flows.engine.answers import plain
from flows.engine.definitions import Flow
from flows.engine.display import changeable
from flows.engine.interpreter import Interpreter
from knowledge.languages import LANGUAGES
from knowledge.proposal import mending, rules
from knowledge.proposal.rules import Finding

CASES = [(rule, case, one.slot) for rule, cases in rules._cases().items() for case, one in cases.items()]


@pytest.mark.parametrize(
    ("answer", "language"), [(one, language) for one in mending.answers() for language in LANGUAGES]
)
def test_what_is_to_be_typed_changes_that_answer(answer: str, language: str) -> None:
    interpreter, _ = load()
    finding = Finding("V20", "hard_word", "warning", answer, {})
    mend = mending.mend_of(finding)
    assert mend is not None
    typed = mend.words[language]
    given = dict.fromkeys(["language", *interpreter.questions.asks], "x")
    meaning = interpreter.listening.understand(None, typed, plain(typed), {**given, "language": language})
    assert isinstance(meaning.command, Flow)
    assert meaning.command.id == "change"
    options = [one for one in _changeable(interpreter, given) if _is_called(one, meaning.rest)]
    assert [one["value"] for one in options] == [mend.asks]


@pytest.mark.parametrize(("rule", "case", "slot"), CASES, ids=[f"{rule}-{case}" for rule, case, _ in CASES])
def test_every_finding_can_be_mended_or_says_itself_what_to_do(rule: str, case: str, slot: str) -> None:
    interpreter, _ = load()
    mend = mending.mend_of(Finding(rule, case, "error", slot, {}))
    if mend is None:
        assert (rule, case) in {
            *(("V16", one) for one in ("kvk", "rsin", "postcode")),
            ("V17", "invited"),
        }
        return
    assert not mend.asks or mend.asks in interpreter.questions.asks
    if not mend.asks:
        for language in LANGUAGES:
            typed = mend.words[language]
            meaning = interpreter.listening.understand(
                None, typed, plain(typed), {"language": language, "coalition": 1}
            )
            assert isinstance(meaning.command, Flow), typed


def test_every_answer_of_a_finding_is_known() -> None:
    assert set(mending.answers()) == {*get_args(rules.Slot), "offers_note"}


def _changeable(interpreter: Interpreter, slots: dict[str, Any]) -> list[dict[str, Any]]:
    return changeable(interpreter.script, interpreter.main, slots)


def _is_called(option: dict[str, Any], said: str) -> bool:
    titles, also = option["title"], option["also"]
    names = [*titles.values(), *(word for words in also.values() for word in words)]
    return plain(said) in {plain(name) for name in names}
