"""Mail, handed in at a real mail server on this machine."""

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from pydantic import SecretStr
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.channels.mail import MailNotSetUp, MailSender, MailServer, mail_server, mailing
from bot.delivery import Outgoing, Unreachable
from bot.settings import Settings
from bot.worker import Worker
from flows.engine.messages import Message
from flows.services.claim_codes import MAIL
from storage import conversations, outbox
from storage.conversations import Conversation
from storage.database import Database
from storage.outbox import OutboxItem
from storage.statements import run

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TO = "info@delinde.example"
TEXT = "Goedendag,\n\nDe code is 012345. Groeten uit Maassluis: één dag, € 0.\n"


class Post:
    """A mail server, and what it got."""

    def __init__(self) -> None:
        self.got: list[EmailMessage] = []
        self.answers: list[str] = []
        self.signed_in: list[bytes] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.got.append(message)
        return "250 OK"

    def check(self, server: Any, session: Any, envelope: Any, mechanism: Any, data: LoginPassword) -> AuthResult:
        self.signed_in.append(data.login)
        return AuthResult(success=data.password == b"ge:heim", handled=False)

    @asynccontextmanager
    async def serving(self, **options: Any) -> AsyncIterator[int]:
        """Let it listen as long as the block lasts; gives its port."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(self, hostname="test", **options), "127.0.0.1", 0)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
            await server.wait_closed()
            await asyncio.sleep(0.05)  # The connections that the client closed are closed here too.


@pytest.fixture
def post() -> Post:
    return Post()


def settings(port: int) -> Settings:
    url = SecretStr(f"smtp://127.0.0.1:{port}")
    return Settings(mail_url=url, mail_from="Coalitiewijzer <bot@gemeente.example>")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/mail.db")
    database.upgrade()
    yield database
    database.close()


def queue(database: Database, to: str = TO, subject: str = "Code voor Stichting\nDe Línde") -> None:
    with database.transaction() as session:
        waiting = conversations.take(session, MAIL, to, NOW)
        outbox.queue(session, waiting.id, [Message("say", TEXT, heading=subject).to_json()], NOW)


def deliver(database: Database, post: Post, *moments: datetime) -> None:
    """Deliver what may go, once at each moment."""

    async def serve() -> None:
        async with post.serving() as port:
            server = mail_server(settings(port))
            assert server is not None
            for now in moments or (NOW,):
                await at_moment(server, now)

    async def at_moment(server: MailServer, now: datetime) -> None:
        worker = Worker(database, MAIL, MailSender(server), lambda: now)
        await worker.start()
        await worker.finish()

    asyncio.run(serve())


def left(database: Database) -> list[tuple[str, str]]:
    """What the database still knows of mail: the state and error of each, and to whom."""
    with database.snapshot() as session:
        addresses = run(session, select(Conversation.chat)).scalars().all()  # type: ignore[call-overload]
        items = run(session, select(OutboxItem.state, OutboxItem.error))  # type: ignore[call-overload]
        return [tuple(row) for row in items] + [("to", address) for address in addresses]


def test_a_mail_arrives_and_is_forgotten(database: Database, post: Post, tmp_path: Path) -> None:
    queue(database)
    deliver(database, post)
    (mail,) = post.got
    assert (mail["To"], mail["Subject"]) == (TO, "Code voor Stichting De Línde")
    assert mail["From"] == "Coalitiewijzer <bot@gemeente.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@gemeente.example>")
    assert mail.get_content().splitlines() == TEXT.splitlines()
    assert left(database) == []
    assert b"012345" not in b"".join(file.read_bytes() for file in tmp_path.iterdir())


def test_a_server_that_cannot_now_is_tried_again_and_nothing_of_the_mail_is_logged(
    database: Database, post: Post
) -> None:
    post.answers = ["451 later"]
    queue(database)
    with capture_logs() as logs:
        deliver(database, post)
        assert left(database) == [("queued", "mail_451"), ("to", TO)]
        deliver(database, post, NOW + timedelta(minutes=1))
    assert len(post.got) == 1
    assert not any(word in str(logs) for word in (TO, "012345"))


def test_an_address_that_is_refused_is_given_up_and_forgotten(database: Database, post: Post) -> None:
    post.answers = [f"550 no such user {TO}"]
    queue(database)
    with capture_logs() as logs:
        deliver(database, post)
    assert (post.got, left(database)) == ([], [])
    assert logs[0]["reason"] == "mail_550"
    assert TO not in str(logs)


def test_a_mail_waits_while_the_server_is_away(database: Database) -> None:
    async def serve() -> None:
        async with Post().serving() as port:
            server = mail_server(settings(port))
        assert server is not None
        worker = Worker(database, MAIL, MailSender(server), lambda: NOW)
        await worker.start()
        await worker.finish()

    queue(database)
    asyncio.run(serve())
    assert left(database) == [("queued", "mail_ConnectionRefusedError"), ("to", TO)]


def test_what_waits_is_sent_as_long_as_the_program_runs(database: Database, post: Post) -> None:
    async def serve() -> None:
        async with post.serving() as port, mailing(settings(port), database, lambda: NOW):
            queue(database)
            for _ in range(500):
                if post.got:
                    return
                await asyncio.sleep(0.02)

    asyncio.run(serve())
    assert len(post.got) == 1


@pytest.mark.skipif(not shutil.which("openssl"), reason="nothing here makes a certificate")
@pytest.mark.parametrize(("password", "error"), [("ge%3Aheim", None), ("wrong", "mail_login_refused")])
def test_a_protected_server_is_signed_in_at(post: Post, tmp_path: Path, password: str, error: str | None) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        key,
        "-out",
        certificate,
        "-days",
        "1",
    ]
    named = ["-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*made, *named], check=True, capture_output=True)
    own = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    own.load_cert_chain(certificate, key)
    protected = {"tls_context": own, "require_starttls": True}
    outgoing = Outgoing(TO, Message("say", TEXT, heading="Code").to_json(), "nl", None, ())

    async def hand_in() -> None:
        async with post.serving(authenticator=post.check, auth_required=True, **protected) as port:
            url = SecretStr(f"smtp+starttls://me:{password}@127.0.0.1:{port}")
            server = mail_server(Settings(mail_url=url, mail_from="bot@gemeente.example"))
            assert server is not None
            with pytest.raises(Unreachable, match="mail_SSLCertVerificationError"):
                await MailSender(server).send(outgoing)
            await MailSender(server, ssl.create_default_context(cafile=str(certificate))).send(outgoing)

    if error:
        with pytest.raises(Unreachable, match=error):
            asyncio.run(hand_in())
    else:
        asyncio.run(hand_in())
    assert [mail["To"] for mail in post.got] == ([] if error else [TO])
    assert set(post.signed_in) == {b"me"}


def test_without_settings_there_is_no_mail() -> None:
    assert mail_server(Settings()) is None


@pytest.mark.parametrize(
    ("address", "host", "port", "user", "password"),
    [
        ("smtp://mail.example", "mail.example", 25, "", ""),
        ("smtp+starttls://me%40x.nl:ge%3Aheim@mail.example", "mail.example", 587, "me@x.nl", "ge:heim"),
        ("smtps://me:x@mail.example:4650", "mail.example", 4650, "me", "x"),
    ],
)
def test_the_address_says_where_and_how(address: str, host: str, port: int, user: str, password: str) -> None:
    server = mail_server(Settings(mail_url=SecretStr(address), mail_from="bot@gemeente.example"))
    assert server is not None
    assert (server.host, server.port, server.user, server.password) == (host, port, user, password)


@pytest.mark.parametrize(
    ("address", "sender"),
    [
        ("mail.example", "a@b.nl"),
        ("http://me:secret@mail.example", "a@b.nl"),
        ("smtp://me:secret@mail.example", "a@b.nl"),
        ("smtps://me:secret@mail.example:port", "a@b.nl"),
        ("smtps://:99", "a@b.nl"),
        ("smtps://me:secret@mail.example", ""),
    ],
)
def test_wrong_settings_are_told_without_the_password(address: str, sender: str) -> None:
    with pytest.raises(MailNotSetUp, match="COALITIEWIJZER_MAIL") as told:
        mail_server(Settings(mail_url=SecretStr(address), mail_from=sender))
    assert "secret" not in str(told.value)
