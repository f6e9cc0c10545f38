"""The business steps that flows name as `action_...`."""

from inspect import isabstract
from types import ModuleType

from flows.actions import (
    agreement,
    approval,
    budget,
    checking,
    claims,
    coalition,
    composing,
    contact,
    contribution_tasks,
    contributions,
    documents,
    files,
    forming,
    freshness,
    group,
    invitations,
    invited,
    knowledge,
    mandates,
    messages,
    money,
    overlap,
    pictures,
    privacy,
    profile,
    proposal,
    sections,
    sharing,
    submission,
    versions,
)
from flows.actions.base import Step

_MODULES: tuple[ModuleType, ...] = (
    agreement,
    approval,
    budget,
    checking,
    claims,
    coalition,
    composing,
    contact,
    contribution_tasks,
    contributions,
    documents,
    files,
    forming,
    freshness,
    group,
    invitations,
    invited,
    knowledge,
    mandates,
    messages,
    money,
    overlap,
    pictures,
    privacy,
    profile,
    proposal,
    sections,
    sharing,
    submission,
    versions,
)


def _steps_of(module: ModuleType) -> list[type[Step]]:
    found = [one for one in vars(module).values() if isinstance(one, type) and issubclass(one, Step)]
    return [one for one in found if one.__module__ == module.__name__ and not isabstract(one) and hasattr(one, "id")]


ACTIONS: tuple[type[Step], ...] = tuple(step for module in _MODULES for step in _steps_of(module))
"""Every step of these modules that has an id."""
