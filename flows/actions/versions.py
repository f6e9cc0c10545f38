"""Steps about versions of the plan: which there are, what changed, and putting a part back."""

from collections.abc import Mapping, Sequence
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from flows.actions.base import Step, option
from flows.services import restoring, revising, versions
from flows.services.coalitions import current
from flows.services.context import Context
from flows.services.revising import Part
from knowledge.languages import LANGUAGES, Language
from knowledge.revising import phrase
from storage.coalitions import Coalition
from storage.errors import Conflict

_MOST = 2800
"""So many characters of what changed are said in one message; the words around it come on top."""
_BUTTONS = 5


class ShowVersions(Step):
    """Shows which parts changed lately, and which versions of the whole plan there are."""

    id = "action_show_versions"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Say them."""
        coalition, language = current(context, slots), slots["language"]
        parts = revising.lately(context, coalition, language) if coalition else ""
        if coalition is None or not parts:
            say.utter_message(response="utter_no_versions")
            return {}
        whole = versions.all_in_words(context, coalition, language)
        if whole:
            say.utter_message(response="utter_versions_whole", versions=whole)
        say.utter_message(response="utter_versions_parts" if whole else "utter_versions_parts_only", parts=parts)
        return {}


class ListParts(Step):
    """Looks which parts there are, so that their names can be told from other words."""

    id = "action_list_parts"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give them by name; none when nothing was written yet."""
        coalition = current(context, slots)
        found = revising.parts(context, coalition) if coalition else []
        if not found:
            say.utter_message(response="utter_no_versions")
        titles = dict.fromkeys(name for one in found for name in one.called(""))
        versions_ = [phrase("numbered", language, number="") for language in LANGUAGES]
        return {"part_names": [option(name, name) for name in filter(None, (*titles, *versions_))] if found else None}


class AskCompareWhat(Step):
    """Asks what is to be compared."""

    id = "action_ask_compare_what"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask, with a button for each part that changed last."""
        say.utter_message(response="utter_ask_compare_what", buttons=_buttons(context, slots))
        return {}


class Compare(Step):
    """Shows what changed."""

    id = "action_compare"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Say it, a line for each thing; a sentence that helps when that cannot be."""
        coalition, text, language = current(context, slots), slots["compare_what"], slots["language"]
        if coalition is None:
            return {}
        part, numbers, readable = revising.meant(context, coalition, text)
        if not readable:
            say.utter_message(response="utter_part_unknown", said=text)
        elif part is None:
            _compare_whole(context, coalition, slots, numbers, say)
        else:
            found = revising.compare(context, coalition, part, numbers, language)
            _say_compared(part, found, say, language)
        return {}


class AskRestoreWhat(Step):
    """Asks which part is to be put back."""

    id = "action_ask_restore_what"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask, with a button for each part that changed last."""
        say.utter_message(response="utter_ask_restore_what", buttons=_buttons(context, slots))
        return {}


class Restore(Step):
    """Puts a part back as it was."""

    id = "action_restore"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Write it as a new version, and show what changed by that."""
        coalition, text, language = current(context, slots), slots["restore_what"], slots["language"]
        if coalition is None:
            return {}
        part, numbers, _ = revising.meant(context, coalition, text)
        if part is None:
            say.utter_message(response="utter_restore_which" if numbers else "utter_part_unknown", said=text)
            return {}
        title = part.title[language]
        try:
            new, filled = restoring.restore(context, slots, coalition, part, numbers[0] if numbers else None)
        except Conflict:
            say.utter_message(response="utter_restore_conflict", title=title)
            return {}
        if new is None:
            elsewhere = part.name in restoring.ELSEWHERE
            say.utter_message(response="utter_restore_elsewhere" if elsewhere else "utter_restore_nothing", title=title)
            return {}
        found = revising.compare(context, coalition, part, [part.number, new.number], language)
        lines = _shortened(found.lines, language) if found else ""
        say.utter_message(response="utter_restored", title=title, number=new.number, before=part.number, lines=lines)
        return {**filled, "refused": None}


def _compare_whole(
    context: Context, coalition: Coalition, slots: Mapping[str, Any], numbers: Sequence[int], say: CollectingDispatcher
) -> None:
    found = versions.compare(context, coalition, slots, numbers)
    if found is None:
        say.utter_message(response="utter_no_such_version" if numbers else "utter_no_whole_versions")
        return
    before, after, lines = found
    if lines:
        said = _shortened(lines, slots["language"])
        say.utter_message(response="utter_compared_whole", before=before, after=after, lines=said)
    else:
        say.utter_message(response="utter_compared_same", before=before, after=after)


def _say_compared(part: Part, found: revising.Compared | None, say: CollectingDispatcher, language: Language) -> None:
    title = part.title[language]
    if found is None:
        say.utter_message(response="utter_one_version" if part.number == 1 else "utter_no_such_version", title=title)
    elif found.lines:
        lines = _shortened(found.lines, language)
        say.utter_message(response="utter_compared", title=title, before=found.before, after=found.after, lines=lines)
    else:
        names = [phrase("numbered", language, number=one) for one in (found.before, found.after)]
        say.utter_message(response="utter_compared_same", before=names[0], after=names[1])


def _buttons(context: Context, slots: Mapping[str, Any]) -> list[dict[str, str]]:
    coalition, language = current(context, slots), slots["language"]
    found = revising.parts(context, coalition)[:_BUTTONS] if coalition else []
    return [{"title": one.title[language], "payload": one.title[language]} for one in found]


def _shortened(lines: Sequence[str], language: Language) -> str:
    """Put lines together, as many as fit in a message."""
    said: list[str] = []
    for number, line in enumerate(lines):
        if sum(map(len, said)) + len(line) > _MOST:
            rest = len(lines) - number
            return "\n".join([*said, phrase("more", language, number=rest)]) if said else _cut(line, language)
        said.append(line)
    return "\n".join(said)


def _cut(line: str, language: Language) -> str:
    return f"{line[:_MOST]}… {phrase('cut', language)}"
