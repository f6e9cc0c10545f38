"""What keeps the chat page safe: its headers, its cookie, and who may post to it."""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.sessions import PRIVATE

COOKIE = "coalitiewijzer"
COOKIE_SECONDS = 90 * 24 * 3600

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    **PRIVATE,
    "Content-Security-Policy": _POLICY,
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    # Not no-referrer: with that, browsers say "Origin: null" at our own forms too.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def from_own_page(request: Request) -> bool:
    """Tell whether a form was sent from a page of this site, and not from one that somebody else made."""
    site = request.headers.get("sec-fetch-site")
    if site:
        return site == "same-origin"
    origin = urlsplit(request.headers.get("origin", ""))
    return bool(origin.netloc) and origin.netloc == request.headers.get("host")


def token_of(request: Request) -> str:
    """Give the word by which the browser knows its conversation; "" when it knows none."""
    return request.cookies.get(_name(request), "")


def remember(response: Response, request: Request, token: str) -> None:
    """Let the browser keep the word, for this site alone and out of the reach of scripts."""
    response.set_cookie(
        _name(request), token, COOKIE_SECONDS, path="/", secure=_encrypted(request), httponly=True, samesite="lax"
    )


def forget(response: Response, request: Request) -> None:
    """Let the browser forget the word."""
    response.delete_cookie(_name(request), path="/", secure=_encrypted(request), httponly=True, samesite="lax")


def _name(request: Request) -> str:
    """With the prefix browsers take the cookie from this very site only, but not without encryption."""
    return f"__Host-{COOKIE}" if _encrypted(request) else COOKIE


def _encrypted(request: Request) -> bool:
    return request.url.scheme == "https"
