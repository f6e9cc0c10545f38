"""One address of the open channels: takes one method, and tells in the channel's own form what went wrong."""

from collections.abc import Awaitable, Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.conversation import TurnFailed, logged

Handle = Callable[[Request], Awaitable[Response]]


class Refusal(Exception):
    """A request that is not carried out; nothing was changed.

    Attributes:
        status: the HTTP status.
        code: why, as a stable word.
        message: for developers: what is wrong and what to do.
        reference: a number that stands in the log, when it was an error of ours.
    """

    def __init__(self, status: int, code: str, message: str = "", reference: str = "") -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.reference = reference


Tell = Callable[[Request, Refusal], Response]


class Endpoint:
    """One address.

    Args:
        method: "GET" (then also "HEAD") or "POST".
        handle: answers a request; may raise `Refusal`.
        tell: puts a refusal into words.
    """

    def __init__(self, method: str, handle: Handle, tell: Tell) -> None:
        self._methods = {"GET": ("GET", "HEAD")}.get(method, (method,))
        self._handle = handle
        self._tell = tell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except ClientDisconnect:
            return
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method not in self._methods:
            response = self._tell(request, Refusal(405, "wrong_method", f"Use {self._methods[0]} here."))
            response.headers["Allow"] = ", ".join(self._methods)
            return response
        try:
            return await self._handle(request)
        except Refusal as refusal:
            return self._tell(request, refusal)
        except ClientDisconnect:
            raise
        except TurnFailed as error:
            reference = error.reference
        except Exception as error:  # noqa: BLE001 - one of the edges where everything is caught
            reference = logged(error)
        return self._tell(request, Refusal(500, "internal", _INTERNAL, reference))


_INTERNAL = "Something went wrong here, and nothing was changed. Try again, or give the reference to the staff."
