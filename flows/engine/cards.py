"""Draws questions: heading, text, numbered options and the buttons that every question has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.engine.definitions import Collect, Flow, Script
from flows.engine.display import Road, SlotTexts
from flows.engine.messages import Button, Message, MessageKind, fill_in, translate
from flows.engine.questions import Questions
from flows.engine.state import State


@dataclass(frozen=True, slots=True)
class Face:
    """What a question looks like before anything of the conversation is filled in.

    Attributes:
        step: the question.
        name: of the flow, where its progress is shown.
        road: through the flow.
        text: the question.
        note: why it is asked.
        extra: buttons beside those that answer it.
    """

    step: Collect
    name: str
    road: Road
    text: str
    note: str
    extra: tuple[Button, ...]


class Cards:
    """Draws the questions of a script in any conversation; what is the same in each is worked out once."""

    def __init__(self, script: Script, questions: Questions) -> None:
        self._script = script
        self._questions = questions
        self._faces: dict[tuple[str, str, str, bool], Face] = {}
        self._headings: dict[tuple[str, str, tuple[int, int]], str] = {}
        self._navigations: dict[tuple[object, ...], tuple[Button, ...]] = {}

    def text(self, response: str, language: str, *values: Mapping[str, Any]) -> str:
        """Give the text of a response, or nothing where it does not exist."""
        found = self._script.responses.get(response)
        return fill_in(translate(found.texts, language), *values) if found else ""

    def draw(
        self, state: State, values: SlotTexts, spoken: Message | None, kind: MessageKind, *, short: bool
    ) -> Message:
        """Draw the open question: the step on top of the stack.

        Args:
            state: the conversation.
            values: its slots, as people read them.
            spoken: what an action said as the question, if one did; else the question's response is used.
            kind: `ask` or `update`.
            short: leave out why it is asked, and use the shorter words (`utter_ask_SLOT_short`) where there are any.
        """
        flow_id, step_id = state.stack[-1]
        language = values.language
        face = self._face(flow_id, step_id, language, short)
        step = face.step
        options = self._options(state, step, language)
        extra = face.extra
        if spoken and spoken.buttons:
            answers = {option.payload for option in options}
            extra = tuple(button for button in spoken.buttons if button.payload not in answers)
        return Message(
            kind,
            spoken.text if spoken else fill_in(face.text, values),
            heading=self._heading(face, state.slots, language),
            note=fill_in(face.note, values),
            options=options,
            buttons=extra + self._navigation(state, step, language),
            card=state.asked.card if state.asked else None,
        )

    def _face(self, flow_id: str, step_id: str, language: str, short: bool) -> Face:  # noqa: FBT001
        key = (flow_id, step_id, language, short)
        if key not in self._faces:
            self._faces[key] = self._new_face(self._script.flows[flow_id], step_id, language, short=short)
        return self._faces[key]

    def _new_face(self, flow: Flow, step_id: str, language: str, *, short: bool) -> Face:
        step = flow.steps[step_id]
        if not isinstance(step, Collect):
            raise TypeError(f"{step_id} asks nothing")
        responses = self._script.responses
        response = (short and responses.get(f"{step.utter}_short")) or responses.get(step.utter)
        buttons = [
            Button(translate(button.titles, language), button.payload)
            for button in (response.buttons if response else ())
            if not button.payload.startswith(f"/SetSlots({step.slot}=")
        ]
        return Face(
            step=step,
            name=translate(flow.names, language) if flow.progress else "",
            road=Road(flow),
            text=translate(response.texts, language) if response else "",
            note="" if short else self.text(f"utter_why_{step.slot}", language),
            extra=tuple(buttons),
        )

    def _options(self, state: State, step: Collect, language: str) -> tuple[Button, ...]:
        """Give the options of the open question as buttons, those chosen so far marked."""
        only: Sequence[Any] = state.asked.only if state.asked else ()
        chosen: Sequence[Any] = state.chosen.get(step.slot, ())
        return self._questions.options(step, state.slots, only).buttons(step.slot, language, chosen)

    def _navigation(self, state: State, step: Collect, language: str) -> tuple[Button, ...]:
        """In this order, always: done, none of these, back, skip, help."""
        count = len(state.chosen.get(step.slot, ())) if step.multiple else None
        guessed, can_undo = bool(state.asked and state.asked.only), bool(state.history)
        key = (language, count, guessed, can_undo, step.optional)
        found = self._navigations.get(key)
        if found is None:
            buttons = (
                ("utter_button_done", "/done", count is not None),
                ("utter_button_other", "/other", guessed),
                ("utter_button_back", "/back", can_undo),
                ("utter_button_skip", "/skip", step.optional),
                ("utter_button_help", "/help", True),
            )
            found = self._navigations[key] = tuple(
                Button(self.text(title, language, {"count": count}), payload)
                for title, payload, shown in buttons
                if shown
            )
        return found

    def _heading(self, face: Face, slots: Mapping[str, Any], language: str) -> str:
        if not face.name:
            return ""
        place = face.road.place(face.step.id, slots)
        if not place:
            return face.name
        key = (face.name, language, place)
        if key not in self._headings:
            values = {"name": face.name, "number": place[0], "count": place[1]}
            self._headings[key] = self.text("utter_heading", language, values)
        return self._headings[key]
