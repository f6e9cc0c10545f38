"""`coalitiewijzer questions`."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from bot.commands import outcome
from bot.commands.database import opened
from bot.commands.outcome import guarded, say
from bot.settings import Settings
from flows.services import messages
from flows.services.messages import Question
from storage.errors import NotFound

MOST = 1500
"""The most characters of an answer: with the question it has to fit in one message of a chat."""


def list_questions(settings: Settings, *, answered: bool, as_json: bool) -> int:
    """Print the open questions, or all of them; returns the exit code."""

    def command() -> int:
        with opened(settings) as database, database.snapshot() as session:
            found = messages.questions(session, only_open=not answered)
        if as_json:
            say(json.dumps([_row(one) for one in found], ensure_ascii=False, indent=2))
            return 0
        for one in found:
            for line in _lines(one):
                say(line)
        if not found:
            say("No questions." if answered else "No open questions.")
        return 0

    return guarded(command)


def answer(settings: Settings, number: int, text: str, by: str) -> int:
    """Keep the answer to a question, and let it come in the chat of who asked; returns the exit code."""
    text = text.strip()
    if not by.strip():
        return outcome.refuse("say who answers, with --by NAME.")
    if not text:
        return outcome.refuse("give the answer, behind the number or on standard input.")
    if len(text) > MOST:
        return outcome.refuse(f"the answer has {len(text)} characters. Make it {MOST} at most, as one message holds.")

    def command() -> int:
        try:
            with opened(settings) as database, database.transaction() as session:
                heard = messages.answer_staff(session, number, text, by.strip(), datetime.now(UTC))
        except NotFound:
            return outcome.refuse(f"there is no question {number}. See: coalitiewijzer questions --all")
        said = "The person reads it in their chat" if heard else "Nobody reads it: the person had everything erased"
        say(f"Question {number} is answered. {said}.")
        return 0

    return guarded(command)


def _lines(one: Question) -> Iterator[str]:
    stored = one.stored
    state = (
        "open" if stored.answered_at is None else f"answered by {stored.answered_by} on {stored.answered_at:%Y-%m-%d}"
    )
    yield f"Question {stored.id}, {state}, asked on {stored.created_at:%Y-%m-%d %H:%M} UTC"
    yield f"  organisation: {one.organisation or 'not known yet'}"
    yield f"  call: {one.call or 'not chosen yet'}"
    yield f"  question: {_indented(stored.text)}"
    if stored.answer:
        yield f"  answer: {_indented(stored.answer)}"


def _row(one: Question) -> dict[str, object]:
    stored = one.stored
    return {
        "id": stored.id,
        "asked_at": stored.created_at.isoformat(),
        "organisation": one.organisation,
        "call": one.call,
        "question": stored.text,
        "answer": stored.answer,
        "answered_at": stored.answered_at.isoformat() if stored.answered_at else None,
        "answered_by": stored.answered_by,
    }


def _indented(text: str) -> str:
    return "\n    ".join(text.splitlines())
