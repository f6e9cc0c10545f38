"""The parts of a plan that partners write together, from the answers of a conversation."""

from collections.abc import Mapping
from typing import Any


def told(slots: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a proposal that are one answer each."""
    return {
        "title": slots.get("title", ""),
        "themes": tuple(slots["themes"]),
        "target_groups": tuple(slots["target_groups"]),
        "goal": slots.get("change", ""),
        "problem": slots.get("problem", ""),
        "evidence": tuple(slots.get("evidence") or ()),
        "existing": slots.get("existing", ""),
        "reach_n": slots.get("reach_n"),
        "reach_how": slots.get("reach_how", ""),
        "resident_roles": tuple(slots.get("resident_roles") or ()),
        "support": slots.get("support", ""),
        "results": tuple(slots.get("results") or ()),
        "sustain": slots.get("sustain", ""),
    }
