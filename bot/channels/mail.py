"""Mail, one way: what stands in the outbox for a mail address is sent to it, and then forgotten."""

import asyncio
import smtplib
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Literal, get_args
from urllib.parse import unquote, urlsplit

from bot.delivery import Outgoing, Receipt, Refused, Unreachable
from bot.settings import Settings
from bot.worker import Worker
from flows.services.claim_codes import MAIL
from storage.database import Database

Security = Literal["smtp", "smtp+starttls", "smtps"]
PORTS: dict[Security, int] = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
PATIENCE = 30.0
"""Seconds that the mail server may take for each answer."""
_FOR_GOOD = 500
"""From this code on the server says that trying again does not help (RFC 5321, 4.2.1)."""


class MailNotSetUp(Exception):
    """The settings for mail are wrong. Who runs the program can mend it; the text says how, and holds no password."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in.

    Attributes:
        security: how the connection is protected: not at all, after STARTTLS, or from its beginning.
        host: its name.
        port: its port.
        user: for signing in; "" without.
        password: for signing in.
        sender: the address from which mail is sent.
    """

    security: Security
    host: str
    port: int
    user: str
    password: str
    sender: str


def mail_server(settings: Settings) -> MailServer | None:
    """Read the settings for mail; None when there are none.

    Raises:
        MailNotSetUp: they are wrong.
    """
    address = settings.mail_url.get_secret_value()
    if not address:
        return None
    try:
        parts = urlsplit(address)
        given_port = parts.port
    except ValueError:
        raise MailNotSetUp(_wrong()) from None
    security = next((one for one in get_args(Security) if one == parts.scheme), None)
    if security is None or not parts.hostname:
        raise MailNotSetUp(_wrong())
    if parts.username and security == "smtp":
        raise MailNotSetUp("COALITIEWIJZER_MAIL_URL would send the password unprotected. Use smtp+starttls or smtps.")
    if "@" not in settings.mail_from:
        raise MailNotSetUp("Set COALITIEWIJZER_MAIL_FROM to the address from which mail is sent.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(security, parts.hostname, given_port or PORTS[security], user, password, settings.mail_from)


def _wrong() -> str:
    return "Set COALITIEWIJZER_MAIL_URL to an address like smtp+starttls://user:password@host:587, or leave it out."


class MailSender:
    """Hands messages to the mail server; the chat is the address, the heading the subject.

    Args:
        server: the mail server.
        trust: which certificates count; None for those that the machine trusts.
    """

    def __init__(self, server: MailServer, trust: ssl.SSLContext | None = None) -> None:
        self._server = server
        self._trust = trust or ssl.create_default_context()

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Send a message.

        Raises:
            Refused: the server does not take it, or its address.
            Unreachable: the server could not be reached, or cannot take it now.
        """
        message = _written(outgoing, self._server.sender)
        try:
            await asyncio.to_thread(self._hand_in, message)
        except smtplib.SMTPAuthenticationError:
            raise Unreachable("mail_login_refused") from None  # Who runs the program can mend it; the mail waits.
        except smtplib.SMTPRecipientsRefused as error:
            raise _failed(max(code for code, _ in error.recipients.values())) from None
        except smtplib.SMTPResponseException as error:
            raise _failed(error.smtp_code) from None
        except smtplib.SMTPNotSupportedError:
            raise Refused("mail_not_supported") from None
        except (smtplib.SMTPException, OSError) as error:
            raise Unreachable(f"mail_{type(error).__name__}") from None
        return Receipt(message["Message-ID"], None)

    def _hand_in(self, message: EmailMessage) -> None:
        server = self._server
        with self._connected() as connection:
            if server.security == "smtp+starttls":
                connection.starttls(context=self._trust)
            if server.user:
                connection.login(server.user, server.password)
            connection.send_message(message)

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        if server.security == "smtps":
            return smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE, context=self._trust)
        return smtplib.SMTP(server.host, server.port, timeout=PATIENCE)


@asynccontextmanager
async def mailing(settings: Settings, database: Database, clock: Callable[[], datetime]) -> AsyncIterator[None]:
    """Send the mail that waits as long as the block lasts; nothing where mail is not set up.

    Raises:
        MailNotSetUp: the settings are wrong.
    """
    server = mail_server(settings)
    if server is None:
        yield
        return
    stopping = asyncio.Event()
    delivering = asyncio.create_task(Worker(database, MAIL, MailSender(server), clock).run(stopping))
    try:
        yield
    finally:
        stopping.set()
        await delivering


def _written(outgoing: Outgoing, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = outgoing.chat
    message["Subject"] = " ".join(outgoing.body["heading"].split())
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].rstrip(">"))
    message["Auto-Submitted"] = "auto-generated"  # So that no out-of-office message comes back (RFC 3834).
    message.set_content(outgoing.body["text"])
    return message


def _failed(code: int) -> Refused | Unreachable:
    return Refused(f"mail_{code}") if code >= _FOR_GOOD else Unreachable(f"mail_{code}")
