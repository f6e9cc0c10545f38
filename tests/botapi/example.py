"""A small bot on python-telegram-bot, with which the double's own tests drive both faces."""

from __future__ import annotations

import contextlib
import hmac
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any, TypeAlias

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler, CommandHandler, MessageHandler
from telegram.ext.filters import TEXT, Document

from tests.botapi.api import BotApi
from tests.botapi.delivery import SECRET_HEADER
from tests.botapi.request import CoreRequest
from tests.botapi.server import HttpFace

ExampleBot: TypeAlias = Application[Any, Any, Any, Any, Any, Any]
SECRET = "secret-of-the-example"  # noqa: S105  made up
QUESTION = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("Ja", callback_data="yes"), InlineKeyboardButton("Nee", callback_data="no")],
        [InlineKeyboardButton("Meer lezen", url="https://example.org")],
    ]
)


def core_bot(api: BotApi, read_timeout: float = 5.0) -> Bot:
    """A bot without handlers that speaks straight to the core."""
    transport = CoreRequest(api, read_timeout)
    return Bot(api.token, request=transport, get_updates_request=CoreRequest(api, read_timeout))


def build(api: BotApi, face: HttpFace | None, *, polling: bool) -> ExampleBot:
    """The bot, over HTTP when a face is given and straight to the core when not."""
    builder: Any = ApplicationBuilder().token(api.token)
    if face is None:
        builder = builder.request(CoreRequest(api)).get_updates_request(CoreRequest(api))
    else:
        builder = builder.base_url(face.base_url).base_file_url(face.base_file_url)
    app: ExampleBot = (builder if polling else builder.updater(None)).build()
    app.add_handler(CommandHandler("start", _start))
    app.add_handler(CallbackQueryHandler(_choose))
    app.add_handler(MessageHandler(Document.ALL, _send_back))
    app.add_handler(MessageHandler(TEXT, _echo))
    return app


def webhook_app(application: ExampleBot) -> Starlette:
    """The bot behind a webhook; set `state.url` to its own address before it starts."""

    async def receive(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(SECRET_HEADER, ""), SECRET):
            return Response(status_code=403)
        await application.process_update(Update.de_json(await request.json(), application.bot))
        return Response()

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with application:
            await application.start()
            await application.bot.set_webhook(f"{app.state.url}/hook", secret_token=SECRET)
            yield
            await application.stop()

    return Starlette(routes=[Route("/hook", receive, methods=["POST"])], lifespan=lifespan)


async def _start(update: Update, context: Any) -> None:
    assert update.effective_user is not None
    assert update.message is not None
    invited = f" U bent uitgenodigd: {context.args[0]}." if context.args else ""
    text = f"Welkom, <b>{update.effective_user.first_name}</b>.{invited} Doet u mee?"
    await update.message.reply_text(text, parse_mode="HTML", reply_markup=QUESTION)


async def _choose(update: Update, _context: Any) -> None:
    assert update.callback_query is not None
    words = {"yes": "U doet mee.", "no": "U doet niet mee."}
    await update.callback_query.answer("Genoteerd")
    await update.callback_query.edit_message_text(words[str(update.callback_query.data)])


async def _send_back(update: Update, _context: Any) -> None:
    assert update.message is not None
    assert update.message.document is not None
    file = await update.message.document.get_file()
    content = await file.download_as_bytearray()
    name = f"kopie-{update.message.document.file_name}"
    await update.message.reply_document(BytesIO(bytes(content)), filename=name, caption="Dit kreeg ik.")


async def _echo(update: Update, _context: Any) -> None:
    assert update.message is not None
    await update.message.reply_text(f"U schreef: {update.message.text}")
