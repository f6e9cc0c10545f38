"""How much one address may ask of the open channels.

Kept in memory only, and never logged. The numbers are wide: sixty people behind one address, at a meeting, are well
below them. They keep a script from filling the database.
"""

from ipaddress import IPv6Address, ip_address

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.requests import Request

CONVERSATIONS = RateLimitItemPerHour(120)
MESSAGES = RateLimitItemPerMinute(600)
FILES = RateLimitItemPerMinute(60)


class Quota:
    """Counts what addresses ask."""

    def __init__(self) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def allows(self, what: RateLimitItem, request: Request) -> bool:
        """Count a request, and tell whether it may go on."""
        return self._limiter.hit(what, _address(request))


def _address(request: Request) -> str:
    """Give the address of a client; of IPv6 the part that one household has."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return address.exploded[:19] if isinstance(address, IPv6Address) else host
