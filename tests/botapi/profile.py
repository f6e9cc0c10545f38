"""The methods about the bot itself: who it is, its commands and its descriptions."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.botapi.calls import Call
from tests.botapi.errors import bad_request
from tests.botapi.wire import bot_json

if TYPE_CHECKING:
    from tests.botapi.api import BotApi

MOST_COMMANDS = 100
MOST_COMMAND_DESCRIPTION = 256
LIMITS = {"description": 512, "short_description": 120}
COMMAND = re.compile(r"[a-z0-9_]{1,32}")


class Profile:
    """What people see of a bot before they start it, by language ("" is for all others)."""

    def __init__(self) -> None:
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.texts: dict[tuple[str, str], str] = {}

    def menu(self, language: str) -> dict[str, str]:
        """Command to description, as somebody with this language sees them in a private chat."""
        for scope in ("all_private_chats", "default"):
            for code in (language, ""):
                found = self.commands.get((json.dumps({"type": scope}), code))
                if found:
                    return {entry["command"]: entry["description"] for entry in found}
        return {}

    def text(self, name: str, language: str) -> str:
        """The "description" or "short_description" as somebody with this language sees it."""
        return self.texts.get((name, language)) or self.texts.get((name, ""), "")


def get_me(api: BotApi, _call: Call) -> dict[str, Any]:
    """Who the bot is."""
    abilities = {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    return {**bot_json(api), **abilities}


def set_my_commands(api: BotApi, call: Call) -> bool:
    """The menu of commands for one scope and language."""
    commands = call.json("commands") or []
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for entry in commands:
        if not COMMAND.fullmatch(entry["command"]):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(entry["description"]) <= MOST_COMMAND_DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    api.profile.commands[_place(call)] = commands
    return True


def get_my_commands(api: BotApi, call: Call) -> list[dict[str, str]]:
    """The menu as it was set for this very scope and language."""
    return api.profile.commands.get(_place(call), [])


def set_my_description(api: BotApi, call: Call) -> bool:
    """The text in an empty chat."""
    return _describe(api, call, "description")


def set_my_short_description(api: BotApi, call: Call) -> bool:
    """The text on the bot's page."""
    return _describe(api, call, "short_description")


def _describe(api: BotApi, call: Call, name: str) -> bool:
    text = call.text(name)
    if len(text) > LIMITS[name]:
        raise bad_request(f"{name} is too long")
    api.profile.texts[name, call.text("language_code")] = text
    return True


def _place(call: Call) -> tuple[str, str]:
    return json.dumps(call.json("scope") or {"type": "default"}), call.text("language_code")


METHODS: dict[str, Callable[[BotApi, Call], Any]] = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "setMyDescription": set_my_description,
    "setMyShortDescription": set_my_short_description,
}
