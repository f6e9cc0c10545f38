"""`coalitiewijzer demo` and `chat`."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import build, load_demo
from bot.channels.recording import Recorder
from bot.channels.terminal import Terminal
from bot.commands.outcome import guarded, refuse, say
from bot.settings import Settings
from knowledge.languages import Language
from knowledge.texts import text
from storage import calls


def demo(settings: Settings, language: Language, *, as_json: bool, record: Path | None) -> int:
    """Talk in the terminal, with the invented calls and organisations; returns the exit code."""

    def command() -> int:
        with _fresh(settings) if record else nullcontext(settings) as used:
            talk = build(used)
            load_demo(talk)
            terminal = Terminal(talk, "demo", settings.documents_folder, language, as_json)
            return _run(terminal, record, text("demo_notice", language))

    return guarded(command)


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
