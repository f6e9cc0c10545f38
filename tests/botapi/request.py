"""The face without sockets: python-telegram-bot's transport, straight into the core."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from telegram.error import TimedOut
from telegram.request import BaseRequest, RequestData

from tests.botapi.calls import Upload
from tests.botapi.dispatch import serve

if TYPE_CHECKING:
    from tests.botapi.api import BotApi


class CoreRequest(BaseRequest):
    """A transport for `ApplicationBuilder().request(...).get_updates_request(...)`; give each its own.

    The base address of the bot does not matter.
    """

    def __init__(self, api: BotApi, read_timeout: float = 5.0) -> None:
        self._api = api
        self._read_timeout = read_timeout

    @property
    def read_timeout(self) -> float:
        """After how many seconds without an answer a call counts as timed out."""
        return self._read_timeout

    async def initialize(self) -> None:
        """There is nothing to open."""

    async def shutdown(self) -> None:
        """There is nothing to close."""

    async def do_request(  # noqa: PLR0917  the library's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Answer a call or fetch a file."""
        patience = self._read_timeout if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        fields = request_data.json_parameters if request_data else {}
        files = _uploads(request_data) if request_data and request_data.contains_files else {}
        try:
            async with asyncio.timeout(patience):
                return await serve(self._api, unquote(urlsplit(url).path), fields, files)
        except TimeoutError as error:
            raise TimedOut from error


def _uploads(request_data: RequestData) -> dict[str, Upload]:
    uploads = {}
    for part, (name, content, media_type) in request_data.multipart_data.items():
        data = content if isinstance(content, bytes) else content.read()
        uploads[part] = Upload(name, data, media_type)
    return uploads
