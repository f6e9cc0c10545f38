"""Draws questions: heading, text, numbered options and the buttons that every question has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flows.engine.definitions import Collect, Flow, Script
from flows.engine.display import Road, SlotTexts, label_of
from flows.engine.messages import Button, Message, MessageKind, fill_in, translate
from flows.engine.questions import LONG_ANSWER, Questions, particulars, takes_file
from flows.engine.state import Frame, State

Place = tuple[int, int] | None
"""Which question of how many this is, where that can be told."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a card shows (these are parts of a `Message`), and what its options and buttons say when pressed.

    Places in the text and the note are still to be filled in. States share the list of payloads; nobody changes it.
    """

    text: str
    heading: str
    note: str
    options: tuple[Button, ...]
    buttons: tuple[Button, ...]
    payloads: list[str]


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
        fixed: whether its options are the same in every conversation.
        looks: when fixed: how it looks, by the place on the road and whether there is something to take back.
    """

    step: Collect
    name: str
    road: Road
    text: str
    note: str
    extra: tuple[Button, ...]
    fixed: bool
    looks: dict[tuple[Place, bool], Look] = field(default_factory=dict)


class Cards:
    """Draws the questions of a script in any conversation; what is the same in each is worked out once."""

    def __init__(self, script: Script, questions: Questions) -> None:
        self._script = script
        self._questions = questions
        self._faces: dict[tuple[Frame, str, bool], Face] = {}
        self._headings: dict[tuple[str, str, tuple[int, int]], str] = {}
        self._closings: dict[tuple[str, str], str | None] = {}
        self._navigations: dict[tuple[object, ...], tuple[Button, ...]] = {}

    def text(self, response: str, language: str, *values: Mapping[str, Any]) -> str:
        """Give the text of a response, or nothing where it does not exist."""
        found = self._script.responses.get(response)
        return fill_in(translate(found.texts, language), *values) if found else ""

    def draw(
        self, state: State, values: SlotTexts, spoken: Message | None, kind: MessageKind, *, short: bool
    ) -> Message:
        """Draw the open question, the step on top of the stack, and note in the state what its buttons say.

        Args:
            state: the conversation.
            values: its slots, as people read them.
            spoken: what an action said as the question, if one did; else the question's response is used.
            kind: `ask` or `update`.
            short: leave out why it is asked, and use the shorter words (`utter_ask_SLOT_short`) where there are any.
        """
        language, asked = values.language, state.asked
        face = self._face(state.stack[-1], language, short)
        step = face.step
        place = face.road.place(step.id, state.slots) if face.name else None
        if spoken or not face.fixed or (asked and asked.only) or state.chosen.get(step.slot):
            look = self._look(face, place, state, language, spoken)
        else:
            key = place, bool(state.history)
            known = face.looks.get(key)
            look = known or face.looks.setdefault(key, self._look(face, place, state, language, None))
        if asked:
            asked.payloads = look.payloads
        helps = "" if short else translate(particulars(step, state.slots).get("help") or {}, language)
        return Message(
            kind,
            look.text if spoken else fill_in(look.text, values),
            look.heading,
            "\n".join(filter(None, (fill_in(look.note, values), helps))),
            look.options,
            look.buttons,
            (),
            asked.card if asked else None,
            step.most >= LONG_ANSWER and takes_file(step, look.options),
        )

    def _look(self, face: Face, place: Place, state: State, language: str, spoken: Message | None) -> Look:
        step = face.step
        options = self._options(state, step, language)
        extra = face.extra
        if spoken and spoken.buttons:
            answers = {option.payload for option in options}
            extra = tuple(button for button in spoken.buttons if button.payload not in answers)
        buttons = extra + self._navigation(state, step, language)
        return Look(
            (spoken.text if spoken else face.text) + self._more(state, step, language),
            self._heading(face, place, language),
            face.note,
            options,
            buttons,
            [button.payload for button in (*options, *buttons)],
        )

    def closing(self, slot: str, language: str) -> str | None:
        """Give what takes the place of an answered question, where only `{answer}` is still a place.

        Nothing does where the answer has no name.
        """
        key = slot, language
        if key not in self._closings:
            label = fill_in(label_of(self._script, slot, language))
            values = {"label": label, "answer": "{answer}"}
            self._closings[key] = self.text("utter_close", language, values) if label else None
        return self._closings[key]

    def _face(self, frame: Frame, language: str, short: bool) -> Face:  # noqa: FBT001
        key = frame, language, short
        found = self._faces.get(key)
        if found is None:
            found = self._faces[key] = self._new_face(self._script.flows[frame[0]], frame[1], language, short=short)
        return found

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
        text = translate(response.texts, language) if response else ""
        note = "" if short else self.text(f"utter_why_{step.slot}", language)
        return Face(
            step=step,
            name=translate(flow.names, language) if flow.progress else "",
            road=Road(flow),
            text=text,
            note=note,
            extra=tuple(buttons),
            fixed=not step.choices.startswith("slots."),
        )

    def _options(self, state: State, step: Collect, language: str) -> tuple[Button, ...]:
        """Give the options of the open question as buttons, those chosen so far marked."""
        only: Sequence[Any] = state.asked.only if state.asked else ()
        chosen: Sequence[Any] = state.chosen.get(step.slot, ())
        return self._questions.options(step, state.slots, only).shown(chosen).buttons(step.slot, language, chosen)

    def _more(self, state: State, step: Collect, language: str) -> str:
        """Say how to name what is not among the options that people see, if there is more."""
        only: Sequence[Any] = state.asked.only if state.asked else ()
        hides = self._questions.options(step, state.slots, only).hides
        more = self.text(f"utter_more_{step.slot}", language) if hides else ""
        return f"\n\n{more}" if more else ""

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

    def _heading(self, face: Face, place: Place, language: str) -> str:
        if not place:
            return face.name
        key = (face.name, language, place)
        if key not in self._headings:
            values = {"name": face.name, "number": place[0], "count": place[1]}
            self._headings[key] = self.text("utter_heading", language, values)
        return self._headings[key]
