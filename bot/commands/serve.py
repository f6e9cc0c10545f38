"""`coalitiewijzer serve`."""

from functools import partial

import uvicorn

from bot.app import build, load_demo
from bot.channels.mail import MailNotSetUp, mail_server, mailing
from bot.channels.quota import Quota
from bot.channels.server import Beside, application
from bot.channels.telegram import NotSetUp, Polling, make_bot, utc_now
from bot.channels.telegram_webhook import Webhook
from bot.commands.outcome import guarded, refuse, say
from bot.conversation import Conversations
from bot.settings import Settings


def serve(settings: Settings, host: str, port: int, *, demo: bool) -> int:
    """Serve the chat page, the REST channel, and Telegram when there is a token; returns the exit code."""

    def command() -> int:
        mail_server(settings)
        talk = build(settings)
        if demo:
            load_demo(talk)
        bot_name = settings.telegram_bot_name.removeprefix("@")
        mails = partial(mailing, settings, talk.database, utc_now)
        app = application(talk, _telegram(settings, talk), bot_name, Quota(), mails)
        say(f"The chat page is at http://{host}:{port}/. Ctrl+C stops it.")
        uvicorn.run(app, host=host, port=port, log_level="warning", access_log=False, server_header=False)
        return 0

    try:
        return guarded(command)
    except (MailNotSetUp, NotSetUp) as error:
        return refuse(str(error))


def _telegram(settings: Settings, talk: Conversations) -> Beside | None:
    """Give Telegram's part.

    Raises:
        NotSetUp: a setting is missing.
    """
    if not settings.telegram_token.get_secret_value():
        return None
    bot, url = make_bot(settings), settings.telegram_webhook_url
    return Webhook(talk, bot, url, settings.telegram_webhook_secret.get_secret_value()) if url else Polling(talk, bot)
