"""Faults that a test orders: which calls go wrong, how, and how often."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.botapi.bell import Bell
from tests.botapi.calls import Call
from tests.botapi.errors import ApiError

DESCRIPTIONS = {
    400: "Bad Request: ordered by the test",
    403: "Forbidden: bot was blocked by the user",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    429: "Too Many Requests: retry later",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


@dataclass
class Fault:
    """A rule that makes calls fail.

    Attributes:
        method: The method it strikes; None strikes all but getUpdates, so that a bot keeps on polling.
        chat: Only calls about this chat; None strikes all.
        times: How many calls it still strikes; None has no end.
        code: The error code of the answer.
        description: Its text; None takes the usual one for the code.
        parameters: Such as {"retry_after": 3}.
        after: The call is done first, and only its answer is lost.
        hang: No answer comes until the bot gives up or the test releases the faults.
    """

    method: str | None = None
    chat: int | None = None
    times: int | None = 1
    code: int = 500
    description: str | None = None
    parameters: dict[str, Any] = field(default_factory=dict)
    after: bool = False
    hang: bool = False

    def strikes(self, call: Call) -> bool:
        """Whether this rule is meant for the call."""
        method = call.method == self.method if self.method else call.method != "getUpdates"
        return method and self.chat in {None, call.chat} and self.times != 0

    def error(self) -> ApiError:
        """The answer that the bot gets."""
        wait = self.parameters.get("retry_after")
        usual = DESCRIPTIONS.get(self.code, f"Error {self.code}")
        if self.code == 429 and wait:
            usual = f"Too Many Requests: retry after {wait}"
        return ApiError(self.code, self.description or usual, self.parameters)


class Faults:
    """The rules in force, oldest first; the first that fits a call strikes it."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []
        self._bell = Bell()

    def add(self, method: str | None = None, **rule: Any) -> Fault:
        """Order a fault; see `Fault` for the words."""
        fault = Fault(method, **rule)
        self.rules.append(fault)
        return fault

    def clear(self) -> None:
        """Forget all rules and release what hangs."""
        self.rules.clear()
        self.release()

    def release(self) -> None:
        """Let the calls that hang now get their error answer."""
        self._bell.ring()

    def take(self, call: Call) -> Fault | None:
        """The rule that strikes the call, with one turn of it used up."""
        fault = next((rule for rule in self.rules if rule.strikes(call)), None)
        if fault is not None and fault.times is not None:
            fault.times -= 1
        return fault

    async def hold(self) -> None:
        """Wait for the next release, which may come from another thread."""
        with self._bell.listen() as released:
            await released.wait()
