"""Builds the program from its parts; nowhere else."""

import logging
import sys
from datetime import UTC, datetime

import structlog

from bot.conversation import Conversations
from bot.settings import Settings
from flows.assembly import load
from flows.services.calls import add_calls, demo_calls
from flows.services.context import DUTCH_TIME, Addresses
from flows.services.directory import Directory, add_demo
from knowledge.areas import areas
from storage.database import Database


def build(settings: Settings) -> Conversations:
    """Open the database, bring its tables up to date, and load the conversation.

    Raises:
        FlowError: a flow file is wrong.
        ContentError: a content file is wrong.
    """
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, settings.log_level.upper())),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
    database = Database(settings.database_url, settings.erasures)
    database.upgrade()
    interpreter, runner = load(semantic=settings.semantic)
    mails = bool(settings.mail_url.get_secret_value())
    directory = Directory(areas())
    with database.snapshot() as session:  # Before any turn, which would keep others from writing meanwhile.
        directory.index(session)
    addresses = Addresses(settings.telegram_bot_name.removeprefix("@"), settings.public_url.rstrip("/"))
    return Conversations(database, interpreter, runner, directory, mails=mails, addresses=addresses)


def load_demo(talk: Conversations) -> None:
    """Put the invented organisations, and the calls of their municipality, into the database.

    The dates of an example are moved when they have passed, so that it can always be tried.
    """
    now = datetime.now(UTC)
    with talk.database.transaction() as session:
        add_calls(session, demo_calls(now.astimezone(DUTCH_TIME).date()), now)
        add_demo(session, now)
