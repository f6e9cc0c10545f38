"""`coalitiewijzer demo` and `chat`."""

from bot.app import build, load_demo
from bot.channels.terminal import Terminal
from bot.commands.outcome import guarded
from bot.settings import Settings
from knowledge.languages import Language
from knowledge.texts import text


def demo(settings: Settings, language: Language, *, as_json: bool) -> int:
    """Talk in the terminal, with the invented calls and organisations; returns the exit code."""

    def command() -> int:
        talk = build(settings)
        load_demo(talk)
        Terminal(talk, "demo", settings.documents_folder, language, as_json).run(text("demo_notice", language))
        return 0

    return guarded(command)


def chat(settings: Settings, name: str, language: Language, *, as_json: bool) -> int:
    """Talk in the terminal with what is in the database; returns the exit code."""

    def command() -> int:
        Terminal(build(settings), name, settings.documents_folder, language, as_json).run()
        return 0

    return guarded(command)
