"""Draws questions: heading, text, numbered options and the buttons that every question has."""

from collections.abc import Mapping, Sequence
from typing import Any

from flows.engine.definitions import Collect, Flow, Script
from flows.engine.display import progress
from flows.engine.messages import Button, Message, MessageKind, fill_in, say, translate
from flows.engine.questions import Questions, other_buttons, value_text
from flows.engine.state import State


class Cards:
    """Draws the questions of one conversation in its language."""

    def __init__(self, script: Script, questions: Questions, state: State, values: Mapping[str, str]) -> None:
        self.script = script
        self.questions = questions
        self.state = state
        self.values = values

    @property
    def language(self) -> str:
        """The language of the conversation."""
        return str(self.state.slots.get("language", "nl"))

    def text(self, response: str, **values: Any) -> str:
        """Give the text of a response, or nothing where it does not exist."""
        found = self.script.responses.get(response)
        return fill_in(translate(found.texts, self.language), {**self.values, **values}) if found else ""

    def draw(self, flow: Flow, step: Collect, spoken: Message | None, kind: MessageKind, *, short: bool) -> Message:
        """Draw the open question.

        Args:
            flow: the flow that asks.
            step: the question.
            spoken: what an action said as the question, if one did; else the question's response is used.
            kind: `ask` or `update`.
            short: leave out why it is asked.
        """
        asked = self.state.asked
        response = self.script.responses.get(step.utter)
        said = spoken or (say(response, self.language, self.values) if response else Message("ask", ""))
        extra = said.buttons if spoken else self._extra(step)
        return Message(
            kind,
            said.text,
            heading=self._heading(flow, step),
            note="" if short else self.text(f"utter_why_{step.slot}"),
            options=self._options(step),
            buttons=(*extra, *self._navigation(step)),
            card=asked.card if asked else None,
        )

    def _options(self, step: Collect) -> tuple[Button, ...]:
        """Give the options of the open question as buttons, those chosen so far marked."""
        asked = self.state.asked
        only: Sequence[Any] = asked.only if asked else ()
        chosen: Sequence[Any] = self.state.chosen.get(step.slot, ())
        return tuple(
            Button(
                translate(option.titles, self.language),
                f"/SetSlots({step.slot}={value_text(option.value)})",
                option.value in chosen,
            )
            for option in self.questions.options(step, self.state.slots, only)
        )

    def _extra(self, step: Collect) -> tuple[Button, ...]:
        return tuple(
            Button(translate(button.titles, self.language), fill_in(button.payload, self.values))
            for button in other_buttons(step, self.script.responses.get(step.utter))
        )

    def _navigation(self, step: Collect) -> tuple[Button, ...]:
        """In this order, always: done, none of these, back, skip, help."""
        asked = self.state.asked
        buttons = []
        if step.multiple:
            count = len(self.state.chosen.get(step.slot, ()))
            buttons.append(Button(self.text("utter_button_done", count=count), "/done"))
        if asked and asked.only:
            buttons.append(Button(self.text("utter_button_other"), "/other"))
        if self.state.history:
            buttons.append(Button(self.text("utter_button_back"), "/back"))
        if step.optional:
            buttons.append(Button(self.text("utter_button_skip"), "/skip"))
        buttons.append(Button(self.text("utter_button_help"), "/help"))
        return tuple(buttons)

    def _heading(self, flow: Flow, step: Collect) -> str:
        if not flow.progress:
            return ""
        name = translate(flow.names, self.language)
        place = progress(flow, step, self.state.slots)
        if not place:
            return name
        return self.text("utter_heading", name=name, number=place[0], count=place[1])
