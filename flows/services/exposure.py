"""Who was shown and chosen in a conversation, and whose turn it is in the next one."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from flows.services.context import Context
from knowledge.call_model import Call
from knowledge.matching.fairness import Fairness, fairness_rules
from storage import exposure
from storage.privacy import FROM_CONVERSATION
from storage.statements import Session


def show(context: Context, slots: Mapping[str, Any], numbers: Iterable[int]) -> None:
    """Write that this conversation shows these organisations."""
    exposure.show(context.session, slots["call"], context.conversation_id, numbers, context.now)


def choose(context: Context, slots: Mapping[str, Any]) -> None:
    """Write which of the organisations that this conversation showed are chosen now."""
    chosen = slots.get("partners") or ()
    exposure.choose(context.session, slots["call"], context.conversation_id, chosen, context.now)


def fairness_of(context: Context, call: Call, seed: str) -> Fairness:
    """Give what decides among those who fit about as well, from what other conversations showed.

    What this conversation showed itself does not count: who comes back to a list finds it as it was.
    """
    rules = fairness_rules(call.fairness)
    counts = exposure.counts(context.session, call.code, without=context.conversation_id)
    shown = {number: count.shown for number, count in counts.items()}
    return Fairness(seed, shown, newcomers(context.session, context.now), rules)


def newcomers(session: Session, now: datetime) -> frozenset[int]:
    """Give the organisations that are new in the directory."""
    return exposure.newcomers(session, now - timedelta(days=fairness_rules().newcomer_days), FROM_CONVERSATION)
