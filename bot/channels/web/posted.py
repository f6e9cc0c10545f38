"""Reads what the forms of the chat page post: fields, and perhaps one file, which stays in memory."""

import asyncio
import re
from typing import NamedTuple
from urllib.parse import parse_qsl

from limits import RateLimitItem
from starlette.requests import Request

from bot.channels.body import TooLarge, body_of, drained
from bot.channels.endpoint import Refusal
from bot.channels.incoming_file import MOST_BYTES as MOST_FILE_BYTES
from bot.channels.incoming_file import heard_of, refused
from bot.channels.quota import FILES, Quota
from bot.channels.web import guard
from bot.channels.web.view import MOST_CHARACTERS
from flows.engine.turns import Heard
from knowledge.files import FileRefused

MOST_BYTES = 12 * MOST_CHARACTERS
"""A character of a text takes up to twelve bytes in a form."""
MOST_FIELDS = 20
MOST_AROUND = 16 * 1024
"""The most bytes of a form with a file beside the file itself."""
MOST_DRAINED = 8 * MOST_FILE_BYTES
"""As much of a file that is too large is read and thrown away: a browser shows no answer before it has sent all."""

UPLOADS = 4
"""So many files are read at the same time: each takes memory."""
SLOWEST = 120
"""Seconds that sending a file may take."""

_BOUNDARY = re.compile(r'boundary="?(?P<boundary>[\w\'()+,./:=? -]{1,70})"?')
_NAME = re.compile(r'\bname="(?P<name>[^"]*)"')
_FILE_NAME = re.compile(r'\bfilename="(?P<name>(?:[^"\\]|\\.)*)"')

Fields = dict[str, str]


class _BadForm(Exception):
    """What was posted is no form of ours."""


class Form(NamedTuple):
    """A form with a file.

    Attributes:
        fields: its other fields.
        heard: what the file means; None where no file was chosen.
    """

    fields: Fields
    heard: Heard | None


class Forms:
    """Reads forms that a page of ours sent.

    Args:
        quota: what one address may ask; None for no limit.
    """

    def __init__(self, quota: Quota | None) -> None:
        self._quota = quota
        self._uploads = asyncio.Semaphore(UPLOADS)

    async def fields(self, request: Request, what: RateLimitItem) -> Fields:
        """Read a form without files.

        Raises:
            Refusal: it was not sent from a page of ours, is too large, or is one too many.
        """
        self._let_in(request, what)
        try:
            body = await body_of(request, MOST_BYTES)
        except TooLarge:
            raise Refusal(413, "too_large") from None
        try:
            return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS))
        except ValueError:
            raise Refusal(400, "bad_form") from None

    async def with_file(self, request: Request) -> Form:
        """Read a form with a file; a file that is too large is heard as such.

        Raises:
            Refusal: as for `fields`, or there is no conversation, or sending the file takes too long.
        """
        self._let_in(request, FILES)
        if not guard.token_of(request):
            raise Refusal(404, "not_found")
        try:
            async with self._uploads, asyncio.timeout(SLOWEST):
                body = await drained(request, MOST_FILE_BYTES + MOST_AROUND, MOST_DRAINED)
                return await asyncio.to_thread(_parsed, request.headers.get("content-type", ""), body)
        except TooLarge:
            return Form({}, refused("", FileRefused("file_large", most=MOST_FILE_BYTES // 1024**2)))
        except (_BadForm, TimeoutError):
            raise Refusal(400, "bad_form") from None

    def _let_in(self, request: Request, what: RateLimitItem) -> None:
        if not guard.from_own_page(request):
            raise Refusal(403, "other_site")
        if self._quota and not self._quota.allows(what, request):
            raise Refusal(429, "too_many")


def _parsed(kind: str, body: bytes) -> Form:
    """Read the parts of a form with a file (RFC 7578).

    Raises:
        _BadForm: it is no such form.
    """
    found = _BOUNDARY.search(kind)
    if not kind.startswith("multipart/form-data") or not found:
        raise _BadForm
    # With the line end before it, the first boundary looks like all others.
    parts = (b"\r\n" + body).split(b"\r\n--" + found["boundary"].encode(), MOST_FIELDS + 2)
    if len(parts) < 2 or not parts[-1].startswith(b"--"):
        raise _BadForm
    fields: Fields = {}
    heard: Heard | None = None
    for part in parts[1:-1]:
        head, end, content = part.partition(b"\r\n\r\n")
        header = head.decode("utf-8", "replace")
        named, file = _NAME.search(header), _FILE_NAME.search(header)
        if not end or not named:
            raise _BadForm
        if file is None:
            fields[named["name"]] = content.decode("utf-8", "replace")
        elif file["name"] and heard is None:
            heard = heard_of(_unescaped(file["name"]), content)
    return Form(fields, heard)


def heard_in(fields: Fields) -> Heard:
    """Tell what was pressed or typed."""
    if "press" in fields:
        return Heard(card=number_in(fields.get("card")), button=number_in(fields["press"]))
    return Heard(fields.get("text", ""))


def number_in(field: str | None) -> int:
    """Read a number that a page of ours sent; -1, which fits nothing, when it is none."""
    return int(field) if field and field.isascii() and field.isdecimal() and len(field) < 10 else -1


def _unescaped(name: str) -> str:
    """Browsers write a quote in the name of a file as %22, and some put a backslash before it."""
    return name.replace("%22", '"').replace('\\"', '"')
