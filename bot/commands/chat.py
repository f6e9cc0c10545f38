"""`coalitiewijzer demo` and `chat`."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import build, load_demo
from bot.channels.recording import Recorder
from bot.channels.terminal import CHANNEL, Terminal
from bot.commands.outcome import BadOption, guarded, refuse, say
from bot.conversation import Conversations
from bot.settings import Settings
from flows.services import playing
from knowledge.languages import Language
from knowledge.texts import text
from storage import calls, organisations
from storage.statements import Session

DEMO = "demo"
"""The chat of who tries it; who plays a partner beside it has a chat that is called after that organisation."""


def demo(settings: Settings, language: Language, *, as_json: bool, record: Path | None) -> int:
    """Talk in the terminal, with the invented calls and organisations; returns the exit code."""

    def command() -> int:
        with _fresh(settings) if record else nullcontext(settings) as used:
            talk = build(used)
            load_demo(talk)
            terminal = Terminal(talk, DEMO, settings.documents_folder, language, as_json)
            return _run(terminal, record, text("demo_notice", language))

    return guarded(command)


def play(settings: Settings, name: str, language: Language, *, as_json: bool) -> int:
    """Talk in the terminal as somebody of an organisation of the directory, beside `demo`; returns the exit code."""

    def command() -> int:
        talk = build(settings)
        load_demo(talk)
        with talk.database.transaction() as session:
            number = _organisation(session, talk, name)
            chat = f"{DEMO}:{number}"
            given = playing.begin(session, number, CHANNEL, chat, datetime.now(UTC))
            called = organisations.read(session, number).name
        notice = text("demo_notice", language) + "\n" + text("demo_as", language, name=called)
        talk.mails = False  # Nothing here sends them.
        Terminal(talk, chat, settings.documents_folder, language, as_json).run(notice, given)
        return 0

    return guarded(command)


def _organisation(session: Session, talk: Conversations, name: str) -> int:
    """Find the organisation to play.

    Raises:
        BadOption: there is none of this name.
    """
    if found := playing.called(session, name):
        return found[0]
    if meant := playing.meant(session, talk.directory, name):
        raise BadOption(f'no organisation is called "{name}". Did you mean this one? Then use --as "{meant}"')
    raise BadOption(f'no organisation is called "{name}". Use the name of one that the other chat shows as a partner.')


def chat(settings: Settings, name: str, language: Language, *, as_json: bool, record: Path | None) -> int:
    """Talk in the terminal with what is in the database; returns the exit code."""

    def command() -> int:
        return _run(Terminal(build(settings), name, settings.documents_folder, language, as_json), record)

    return guarded(command)


@contextmanager
def _fresh(settings: Settings) -> Iterator[Settings]:
    """Give settings with a database for this once: what was said before must not matter to a recording."""
    with TemporaryDirectory() as folder:
        yield settings.model_copy(update={"database_url": f"sqlite:///{folder}/recording.db"})


def _run(terminal: Terminal, record: Path | None, notice: str = "") -> int:
    terminal.talk.mails = False  # Nothing here sends them.
    if record is None:
        terminal.run(notice)
        return 0
    if terminal.begun:
        return refuse(
            f"the conversation '{terminal.chat}' has begun before, and a recording starts at the beginning. "
            "Give a new name with --name."
        )
    with terminal.talk.database.snapshot() as session:
        codes = [call.code for call in calls.all(session)]
    try:
        recorder = Recorder(record, terminal.language, datetime.now(UTC), codes)
    except FileExistsError:
        return refuse(f"{record} is there already. Give another file, or remove this one first.")
    terminal.talk.interpreter = recorder.watch(terminal.talk.interpreter)
    replace(terminal, recorder=recorder).run(notice)
    if not terminal.as_json:
        say(f"Written to {record}.")
    return 0
