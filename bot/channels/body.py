"""Reading what was posted, up to a limit."""

from starlette.requests import Request


class TooLarge(Exception):
    """More was posted than is read."""


async def body_of(request: Request, most: int) -> bytes:
    """Read what was posted.

    Raises:
        TooLarge: it is more than this many bytes; the rest is not read.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise TooLarge
    return bytes(body)
