"""`coalitiewijzer proposals`."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.commands import outcome
from bot.commands.database import opened
from bot.commands.outcome import guarded, say
from bot.settings import Settings
from flows.services import letters, returning
from flows.services.refusal import Refused
from flows.services.returning import HandedIn
from knowledge.approval import rules
from knowledge.languages import LANGUAGES
from knowledge.lifecycle import lifecycle
from knowledge.proposal.changes import section_title
from storage import approvals, organisations, submissions
from storage.errors import NotFound
from storage.statements import Session


def list_proposals(settings: Settings, *, as_json: bool) -> int:
    """Print the plans that were handed in; returns the exit code."""

    def command() -> int:
        with opened(settings) as database, database.snapshot() as session:
            found = returning.all_handed_in(session)
        if as_json:
            say(json.dumps([_row(one) for one in found], ensure_ascii=False, indent=2))
            return 0
        for one in found:
            say(_line(one))
        if not found:
            say("No plan was handed in yet.")
        return 0

    return guarded(command)


def show(settings: Settings, number: int, folder: Path | None) -> int:
    """Print a plan, or write it and its answer letter to a folder; returns the exit code."""

    def command() -> int:
        with opened(settings) as database, database.snapshot() as session:
            try:
                plan = returning.handed_in(session, number)
            except NotFound:
                return _unknown(number)
            name, files = returning.documents(session, plan)
            letter = letters.letter_of(session, plan.coalition, LANGUAGES[0])
            if folder is None:
                for line in _told(session, plan):
                    say(line)
                ends = {ending: content for ending, _, content in files}
                say("\n" + ends[".md"].decode())
        if letter is not None and folder is None:
            say(letters.files_of(letter)[-1][2].decode())
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            written = [(f"{name}{ending}", content) for ending, _, content in files]
            if letter is not None:
                called = letters.name_of(letter)
                written += [(f"{called}{ending}", content) for ending, _, content in letters.files_of(letter)]
            for file, content in written:
                (folder / file).write_bytes(content)
                say(f"Written: {folder / file}")
        return 0

    return guarded(command)


def start_review(settings: Settings, number: int) -> int:
    """Begin to read a plan; returns the exit code."""
    done = f"Plan {number} is in review now. Its organisations hear that in their chats."
    return _do(settings, number, returning.start_review, done)


def withdraw(settings: Settings, number: int) -> int:
    """Withdraw a plan for its group; returns the exit code."""
    done = f"Plan {number} is withdrawn. Its organisations hear that in their chats."
    return _do(settings, number, returning.withdraw_for_group, done)


def send_back(
    settings: Settings, number: int, asked: tuple[Sequence[str], Sequence[str]], concerns: str, by: str
) -> int:
    """Send a plan back with questions; returns the exit code.

    Args:
        settings: the settings.
        number: of the plan.
        asked: the parts, and the question about each.
        concerns: the organisation that gets the questions; "" for those who write the plan.
        by: the name of the member of staff.
    """
    sections, questions = asked
    if why := _wrong(sections, questions, by):
        return outcome.refuse(why)

    def command() -> int:
        with opened(settings) as database, database.transaction() as session:
            try:
                plan = returning.handed_in(session, number)
                found = returning.partners_named(session, plan, concerns) if concerns else [None]
                if len(found) != 1:
                    return outcome.refuse(_whom(session, plan, concerns, len(found)))
                pairs = [(section, question.strip()) for section, question in zip(sections, questions, strict=True)]
                returning.send_back(session, number, pairs, found[0], by.strip(), datetime.now(UTC))
            except NotFound:
                return _unknown(number)
            except Refused as refused:
                return outcome.refuse(refused.sentence["en"])
        say(f"Plan {number} is back with its group. Parts that may change: {', '.join(dict.fromkeys(sections))}.")
        return 0

    return guarded(command)


def _do(settings: Settings, number: int, what: Callable[[Session, int, datetime], None], done: str) -> int:
    def command() -> int:
        with opened(settings) as database, database.transaction() as session:
            try:
                what(session, number, datetime.now(UTC))
            except NotFound:
                return _unknown(number)
            except Refused as refused:
                return outcome.refuse(refused.sentence["en"])
        say(done)
        return 0

    return guarded(command)


def _wrong(sections: Sequence[str], questions: Sequence[str], by: str) -> str:
    """Tell what is wrong with what was given; "" when nothing is."""
    possible, most = returning.possible_sections(), rules().most_letters
    if not by.strip():
        return "say who asks, with --by NAME."
    if not sections or len(sections) != len(questions):
        return 'give each --section its --question, in the same order; --question "" opens the part and asks nothing.'
    if unknown := [one for one in sections if one not in possible]:
        return f"there is no part '{unknown[0]}'. The parts are: {', '.join(possible)}."
    if long := [one for one in questions if len(one) > most]:
        return f"a question has {len(long[0])} characters. Make it {most} at most, as one message holds."
    return ""


def _whom(session: Session, plan: HandedIn, name: str, count: int) -> str:
    if count:
        return f"more organisations of this plan are called '{name}'. Use a number: see proposals show {plan.number}"
    there = ", ".join(f"{number} {called}" for number, called in returning.partners(session, plan))
    return f"no organisation of this plan is called '{name}'. These take part: {there}."


def _unknown(number: int) -> int:
    return outcome.refuse(f"no plan {number} was handed in. See: coalitiewijzer proposals list")


def _line(one: HandedIn) -> str:
    day = f"{one.submission.at:%Y-%m-%d}"
    state = lifecycle().proposal.states[one.state].staff["en"]
    names = ", ".join(one.partners)
    return (
        f"Plan {one.number}, {state}: {one.title} (receipt {one.submission.receipt} of {day}, version "
        f"{one.submission.number}, call {one.coalition.call_code}), by {names}"
    )


def _told(session: Session, one: HandedIn) -> Iterator[str]:
    """Tell all about a plan apart from what it says."""
    yield _line(one)
    for number, name in returning.partners(session, one):
        yield f"  organisation {number}: {name}"
    for given in approvals.all_of(session, one.coalition.id):
        name = organisations.read(session, given.organisation_id).name
        remark = f": {given.remark}" if given.remark else ""
        yield f"  {given.at:%Y-%m-%d} {name}, version {given.number}, {_ANSWERS[given.answer]}{remark}"
    for asked in submissions.questions(session, one.coalition.id, open_only=False):
        state = "open" if asked.answered_at is None else "answered"
        title = section_title(asked.section, "en")
        yield f"  asked on {asked.asked_at:%Y-%m-%d} about {title} ({state}): {asked.question}"
        if asked.answer:
            yield f"    answer: {asked.answer}"


_ANSWERS = {"yes": "agrees", "remark": "agrees with a remark", "objection": "objects"}


def _row(one: HandedIn) -> dict[str, object]:
    return {
        "number": one.number,
        "state": one.state,
        "title": one.title,
        "call": one.coalition.call_code,
        "receipt": one.submission.receipt,
        "submitted_at": one.submission.at.isoformat(),
        "version": one.submission.number,
        "hash": one.submission.hash,
        "partners": list(one.partners),
    }
