"""The parts of a plan that partners write together, from the answers of a conversation."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from flows.services.context import Context
from flows.services.plan_owners import name_of
from flows.services.sections import kinds_of_files
from knowledge.forming import forming
from knowledge.proposal.parts import Activity, Attachment, Evidence, Milestone, Outcome, Risk
from storage import revisions
from storage.coalitions import Coalition

AGREEMENT = "agreement"
"""The section of the organisation that asks in which the choices for an agreement stand."""

_MOST_WORDS_OF_A_SOURCE = 5
_SOURCE_BEHIND = re.compile(r"(.+?)\s*[(\[]\s*(?:bron|source)?\s*:?\s*([^()\[\]]{2,})[)\]]\s*\.?", re.DOTALL)
_SOURCE_NAMED = re.compile(r"(.+?)[,.;]?\s+(?:bron|source)\s*:\s*(.+)", re.DOTALL | re.IGNORECASE)
_SOURCE_ACCORDING = re.compile(r"(?:volgens|according to)\s+([^,]{2,60}),?\s+(.+)", re.DOTALL | re.IGNORECASE)
_SOURCE_BEFORE = re.compile(r"([^:]{2,60}):\s+(.+)", re.DOTALL)
_TOGETHER = re.compile(
    r"\b(?:met|voor|with|for)\s+(?:ongeveer |zo'n |about )?(\d{1,6})\s+"
    r"(?:mensen|bewoners|buurtbewoners|buren|ouderen|jongeren|kinderen|deelnemers|bezoekers|gasten|gezinnen|"
    r"people|residents|neighbours|older people|young people|children|participants|visitors|guests|families)\b",
    re.IGNORECASE,
)
_COUNT = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+(?![\d,])|(?<![\d.,])\d{1,6}(?![\d.,]*\d)")


def told(context: Context, slots: Mapping[str, Any], coalition: Coalition | None) -> dict[str, Any]:
    """The parts of a proposal that partners write together.

    Args:
        context: the turn.
        slots: the answers of which the plan is made.
        coalition: whose plan; None for a plan of one's own without one.
    """
    return {
        "title": slots.get("title", ""),
        "themes": tuple(slots["themes"]),
        "target_groups": tuple(slots["target_groups"]),
        "summary": slots.get("summary", ""),
        "goal": slots.get("change", ""),
        "problem": slots.get("problem", ""),
        "evidence": tuple(evidence(one, slots.get("evidence_source") or "") for one in slots.get("evidence") or ()),
        "existing": slots.get("existing", ""),
        "reach_n": _number(slots.get("reach_n")),
        "reach_how": slots.get("reach_how", ""),
        "resident_roles": tuple(slots.get("resident_roles") or ()),
        "support": slots.get("support", ""),
        "sustain": slots.get("sustain", ""),
        "comms": slots.get("comms", ""),
        "learning": slots.get("learning", ""),
        "decision_rule": decision(slots, coalition),
        "agreed": agreed(context, slots, coalition),
        **_lists(context, slots),
        **_personal_data(slots),
        "attachments": _attachments(context, slots),
    }


def activity(context: Context, item: Mapping[str, Any], slots: Mapping[str, Any]) -> Activity:
    """Write an activity; without dates of its own it lasts as long as the plan."""
    output = item.get("output") or ""
    return Activity(
        name=item["name"],
        owner=name_of(context, slots, item["owner"]),
        helpers=tuple(name for one in item.get("helpers") or () if (name := name_of(context, slots, one))),
        start=_day(item["start"] or slots.get("period_start")),
        end=_day(item["end"] or slots.get("period_end")),
        cost_cents=_number(item["cost"]),
        output=output,
        output_n=count_in(output),
        reach_n=_number(item.get("reach")),
    )


def count_in(output: str) -> int | None:
    """Give how many an activity delivers: the first number in what people said it delivers."""
    found = _COUNT.search(output)
    return int(found[0].replace(".", "")) if found else None


def people_in(output: str) -> int | None:
    """Give how many people take part, if people said so with what an activity delivers ("met 20 mensen")."""
    found = {int(number) for number in _TOGETHER.findall(output)}
    return found.pop() if len(found) == 1 else None


def evidence(line: str, otherwise: str = "") -> Evidence:
    """Part what shows a problem from where it comes from: "(bron: ...)", "volgens ..., ..." or "Huisarts: ...".

    Args:
        line: what people wrote.
        otherwise: the source that they named for all that names none itself.
    """
    if found := _SOURCE_NAMED.fullmatch(line) or _SOURCE_BEHIND.fullmatch(line):
        return Evidence(text=found[1], source=found[2])
    if found := _SOURCE_ACCORDING.fullmatch(line):
        return Evidence(text=line, source=found[1])
    if (found := _SOURCE_BEFORE.fullmatch(line)) and len(found[1].split()) <= _MOST_WORDS_OF_A_SOURCE:
        return Evidence(text=found[2], source=found[1])
    return Evidence(text=line, source=otherwise)


def decision(slots: Mapping[str, Any], coalition: Coalition | None) -> str:
    """Tell how the partners decide: what the coalition chose, or else what was told for the plan."""
    rule = coalition.decision_rule if coalition else ""
    if coalition and rule == "other":
        return coalition.decision_note
    known = {name: words[slots["language"]] for name, words in forming().decision_rules.items()}
    return known.get(rule) or slots.get("plan_decision") or ""  # type: ignore[call-overload]


def agreed(context: Context, slots: Mapping[str, Any], coalition: Coalition | None) -> str | None:
    """Tell whether there is an agreement: what was told, or a draft where the coalition chose what stands in it."""
    if said := slots.get("agreement_state"):
        return str(said)
    key = (coalition.id, coalition.asking_organisation_id, AGREEMENT) if coalition else None
    return "draft" if key and revisions.last(context.session, *key) else None


def _lists(context: Context, slots: Mapping[str, Any]) -> dict[str, Any]:
    def owner(item: Mapping[str, Any]) -> str:
        return name_of(context, slots, item.get("owner"))

    results = ({"text": one} if isinstance(one, str) else one for one in slots.get("results") or ())
    return {
        "milestones": tuple(
            Milestone(text=one["text"], day=_day(one.get("day")), owner=owner(one))
            for one in slots.get("milestones") or ()
        ),
        "results": tuple(
            Outcome(
                **{name: one.get(name) or "" for name in ("text", "indicator", "baseline", "target", "how")},
                when=_day(one.get("when")),
                owner=owner(one),
            )
            for one in results
        ),
        "risks": tuple(
            Risk(
                text=one["text"],
                chance=_number(one.get("chance")),
                effect=_number(one.get("effect")),
                measure=one.get("measure") or "",
                owner=owner(one),
            )
            for one in slots.get("risks") or ()
        ),
    }


def _personal_data(slots: Mapping[str, Any]) -> dict[str, Any]:
    kept = {"yes": True, "no": False}.get(slots.get("personal_data") or "")
    return {"personal_data": kept, "personal_data_how": slots.get("personal_data_how", "") if kept else ""}


def _attachments(context: Context, slots: Mapping[str, Any]) -> tuple[Attachment, ...]:
    chosen = slots.get("attachments") or ()
    kinds = kinds_of_files(context, slots) if chosen else ()
    return tuple(Attachment(kind=one.id, name=one.title[slots["language"]]) for one in kinds if one.id in chosen)


def _number(value: Any) -> int | None:
    """Give a number; what was left open holds empty text."""
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    return value if isinstance(value, int) else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
