"""What people see of the bot in Telegram before they type: its descriptions, and the menu of commands."""

from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats

from knowledge.content import Content, read_model
from knowledge.languages import LANGUAGES, Language

_FILE = Path(__file__).with_name("telegram.yml")

_Command = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,32}$")]
_Explanation = Annotated[str, StringConstraints(min_length=1, max_length=256)]


class Menu(Content):
    """The content of telegram.yml; the lengths are Telegram's.

    Attributes:
        description: shown in an empty chat, per language.
        short_description: shown on the bot's page, per language.
        commands: command and explanation, in the order of the menu, per language.
    """

    description: dict[Language, Annotated[str, StringConstraints(min_length=1, max_length=512)]]
    short_description: dict[Language, Annotated[str, StringConstraints(min_length=1, max_length=120)]]
    commands: dict[Language, dict[_Command, _Explanation]]


@cache
def menu() -> Menu:
    """Read telegram.yml.

    Raises:
        ContentError: the file is wrong.
    """
    return read_model(_FILE, Menu)


async def introduce(bot: Bot) -> None:
    """Set descriptions and commands: per language, and in the first language for everybody else.

    Raises:
        TelegramError: Telegram did not take them.
    """
    known, scope = menu(), BotCommandScopeAllPrivateChats()
    codes: list[tuple[Language, str | None]] = [(LANGUAGES[0], None), *((language, language) for language in LANGUAGES)]
    for language, code in codes:
        commands = [BotCommand(command, explanation) for command, explanation in known.commands[language].items()]
        await bot.set_my_commands(commands, scope=scope, language_code=code)
    for language, code in codes:
        await bot.set_my_description(known.description[language], language_code=code)
        await bot.set_my_short_description(known.short_description[language], language_code=code)
