"""The project's own double of the Telegram Bot API: one core, two faces.

A test makes a `BotApi`, with people in it. The bot reaches it through one of two faces: `HttpFace`, a server
on 127.0.0.1 for polling and webhooks, or `CoreRequest`, a transport for python-telegram-bot without sockets.

    with BotApi() as api, HttpFace(api) as face:
        anna = api.user("Anna", language="nl")
        # start a bot with api.token, face.base_url and face.base_file_url
        anna.start()
        api.wait(lambda: anna.chat.bot_messages)
        anna.press("Verder")

It shows that a bot keeps the rules that are written down here. It does not show that Telegram keeps them:
error texts and limits come from Telegram's documentation and from public bug reports, not from its servers.
"""

from tests.botapi.api import BotApi
from tests.botapi.calls import Call, Upload
from tests.botapi.delivery import SECRET_HEADER, deliver, deliver_all
from tests.botapi.errors import ApiError
from tests.botapi.faults import Fault
from tests.botapi.keyboards import Button
from tests.botapi.people import Press, User
from tests.botapi.request import CoreRequest
from tests.botapi.screen import Chat, ShownMessage
from tests.botapi.server import AppServer, HttpFace

__all__ = [
    "SECRET_HEADER",
    "ApiError",
    "AppServer",
    "BotApi",
    "Button",
    "Call",
    "Chat",
    "CoreRequest",
    "Fault",
    "HttpFace",
    "Press",
    "ShownMessage",
    "Upload",
    "User",
    "deliver",
    "deliver_all",
]
