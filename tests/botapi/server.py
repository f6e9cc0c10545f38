"""The face over HTTP: a server in a thread, with the deliverer for webhooks."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import socket
import threading
import time
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.botapi.api import BotApi
from tests.botapi.calls import Upload
from tests.botapi.delivery import keep_delivering
from tests.botapi.dispatch import serve

STEP = 0.001
PART_WORD = re.compile(r'(name|filename)="([^"]*)"')
PART_TYPE = re.compile(r"content-type:\s*(\S+)", re.IGNORECASE)


class AppServer:
    """Serves an ASGI application from a thread on a free port of 127.0.0.1, while its context lasts."""

    def __init__(self, app: Starlette) -> None:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self._server = uvicorn.Server(
            uvicorn.Config(app, http="h11", ws="none", log_level="error", timeout_graceful_shutdown=1)
        )
        self._thread = threading.Thread(target=self._run, name="app server", daemon=True)

    @property
    def url(self) -> str:
        """Where the server listens, known before it starts."""
        host, port = self._socket.getsockname()
        return f"http://{host}:{port}"

    def __enter__(self) -> Self:
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "the server did not start"
            time.sleep(STEP)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()

    def _run(self) -> None:
        asyncio.run(self._server.serve([self._socket]))


class HttpFace(AppServer):
    """The Bot API over HTTP."""

    def __init__(self, api: BotApi) -> None:
        super().__init__(_application(api))
        self.api = api

    @property
    def base_url(self) -> str:
        """For `ApplicationBuilder().base_url(...)`."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """For `ApplicationBuilder().base_file_url(...)`."""
        return f"{self.url}/file/bot"

    def __enter__(self) -> Self:
        self.api.updates.closed = False
        return super().__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.api.updates.close()
        self.api.faults.release()
        super().__exit__(kind, error, trace)


def _application(api: BotApi) -> Starlette:
    async def answer(request: Request) -> Response:
        path = request.scope["path"]
        body, kind = await request.body(), request.headers.get("content-type", "")
        fields, files = read_form(kind, body)
        status, content = await serve(api, path, {**request.query_params, **fields}, files)
        media_type = "application/octet-stream" if path.startswith("/file/") else "application/json"
        return Response(content, status, media_type=media_type)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with httpx.AsyncClient(trust_env=False) as client:
            task = asyncio.create_task(keep_delivering(api, client))
            yield
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    return Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])], lifespan=lifespan)


def read_form(kind: str, body: bytes) -> tuple[dict[str, str], dict[str, Upload]]:
    """The fields and files of a request body: JSON, url-encoded or multipart."""
    if kind.startswith("application/json"):
        given = json.loads(body or b"{}")
        return {name: value if isinstance(value, str) else json.dumps(value) for name, value in given.items()}, {}
    if kind.startswith("multipart/form-data"):
        return _read_parts(kind.partition("boundary=")[2].strip('"').encode(), body)
    return dict(parse_qsl(body.decode(), keep_blank_values=True)), {}


def _read_parts(boundary: bytes, body: bytes) -> tuple[dict[str, str], dict[str, Upload]]:
    fields: dict[str, str] = {}
    files: dict[str, Upload] = {}
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, rest = part.partition(b"\r\n\r\n")
        header, content = head.decode(), rest.removesuffix(b"\r\n")
        words = dict(PART_WORD.findall(header))
        if "filename" in words:
            media_type = PART_TYPE.search(header)
            files[words["name"]] = Upload(words["filename"], content, media_type[1] if media_type else "")
        else:
            fields[words["name"]] = content.decode()
    return fields, files
