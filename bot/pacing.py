"""How fast messages may go out: per chat, per group, and all together.

Telegram does not publish its exact limits. It advises at most one message a second to one chat, 20 a minute to
one group, and about 30 a second in all (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """A steady pace that may be run ahead of for a moment.

    Attributes:
        seconds: between two messages, on the long run.
        burst: how many may go at once after a silence.
    """

    seconds: float
    burst: int

    @property
    def step(self) -> timedelta:
        """The time between two messages."""
        return timedelta(seconds=self.seconds)

    @property
    def ahead(self) -> timedelta:
        """How far a burst may run ahead of the steady pace."""
        return self.step * (self.burst - 1)


CHAT = Limit(seconds=1, burst=3)
GROUP = Limit(seconds=3.5, burst=3)
"""In any minute at most 3 at once and 17 at the steady pace: 20."""
OVERALL = Limit(seconds=0.04, burst=5)
"""25 a second, and in any second at most 30."""


class Pacing:
    """Tells when the next message to a chat may go.

    For each chat it keeps one moment: when a message would be due if all went at the steady pace (the generic
    cell rate algorithm), and forgets it once that has passed.
    """

    def __init__(self, chat: Limit = CHAT, group: Limit = GROUP, overall: Limit = OVERALL) -> None:
        self._chat = chat
        self._group = group
        self._overall = overall
        self._steady: dict[str, datetime] = {}
        self._steady_overall: datetime | None = None

    def free_at(self, chat: str, now: datetime) -> datetime:
        """Give when a message to a chat may go: now, or a later moment."""
        own = self._steady.get(chat, now) - self._limit(chat).ahead
        return max(now, own, self.overall_at(now))

    def overall_at(self, now: datetime) -> datetime:
        """Give when a message to any chat at all may go."""
        return max(now, (self._steady_overall or now) - self._overall.ahead)

    def count(self, chat: str, now: datetime, messages: int = 1) -> None:
        """Note that messages went to a chat; more than was free makes the next one wait longer."""
        self._steady = {one: due for one, due in self._steady.items() if due > now}
        self._steady[chat] = max(self._steady.get(chat, now), now) + self._limit(chat).step * messages
        self._steady_overall = max(self._steady_overall or now, now) + self._overall.step * messages

    def _limit(self, chat: str) -> Limit:
        """The ids of groups are negative numbers."""
        return self._group if chat.startswith("-") else self._chat
