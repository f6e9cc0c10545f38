"""Reading what was posted, up to a limit."""

from starlette.requests import Request


class TooLarge(Exception):
    """More was posted than is read."""


async def body_of(request: Request, most: int) -> bytes:
    """Read what was posted.

    Raises:
        TooLarge: it is more than this many bytes; the rest is not read.
    """
    return await drained(request, most, 0)


async def drained(request: Request, most: int, thrown_away: int) -> bytes:
    """Read what was posted; of what is too large, read on for a while and throw that away.

    Args:
        request: it.
        most: the most bytes.
        thrown_away: how many bytes are read at most before it is given up.

    Raises:
        TooLarge: it is more than this many bytes.
    """
    body, size = bytearray(), 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= most:
            body += chunk
            continue
        body.clear()
        if size > thrown_away:
            raise TooLarge
    if size > most:
        raise TooLarge
    return bytes(body)
