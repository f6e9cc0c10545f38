"""What was answered last, where the answer itself carries the messages: the conversation keeps it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Body = dict[str, Any]
"""A message as plain JSON (`flows.engine.messages.Message.to_json`)."""

SAID = frozenset({"say", "close"})
"""The kinds of messages that stand above the open question."""
MOST_ABOVE = 20
"""The most messages that are kept above a question."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered in one turn.

    Attributes:
        messages: what was said, in order.
        question: the open question as it was last shown with its options; None when none is open.
        above: what was said since that question was first shown; the last of these are the messages of this turn.
    """

    messages: Sequence[Body] = ()
    question: Body | None = None
    above: Sequence[Body] = ()

    def followed_by(self, messages: Sequence[Body], *, asks: bool) -> "Reply":
        """Give the next reply.

        Args:
            messages: what is said in it.
            asks: whether a question is open after it; perhaps still this one, when none of the messages shows it.
        """
        question = _shown(messages) or (self.question if asks else None)
        said = [message for message in messages if message["kind"] in SAID]
        # A choice that toggles, or a refusal, leaves above the question what explained it.
        same = self.question and question and self.question["card"] == question["card"]
        return Reply(messages, question, [*(self.above if same else ()), *said][-MOST_ABOVE:])

    def with_news(self, news: Sequence[Body], *, asks: bool) -> "Reply":
        """Give the same reply with what came in since: nobody knows whether what was answered before was seen.

        Args:
            news: what came in.
            asks: whether a question is open after it.
        """
        before = [message for message in self.messages if message["kind"] in SAID]
        said = [message for message in news if message["kind"] in SAID]
        question = self.followed_by(news, asks=asks).question
        return Reply([*before, *news][-MOST_ABOVE:], question, [*self.above, *said][-MOST_ABOVE:])

    def to_json(self) -> Body:
        """Give plain JSON values; `from_json` reads them back to an equal reply."""
        # A question with its options is most of a reply: one that stands among the messages is not written twice.
        kept = None if _shown(self.messages) else self.question
        return {"messages": self.messages, "question": kept, "above": self.above}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any] | None) -> "Reply":
        """Read what `to_json` gave; None gives a reply that says nothing."""
        if kept is None:
            return cls()
        return cls(kept["messages"], _shown(kept["messages"]) or kept["question"], kept["above"])


def _shown(messages: Sequence[Body]) -> Body | None:
    """Give the last of these messages that shows a question."""
    return next((message for message in reversed(messages) if message["kind"] in {"ask", "update"}), None)
