"""Draws questions: heading, text, numbered options and the buttons that every question has."""

from collections.abc import Mapping, Sequence
from typing import Any

from flows.engine.definitions import Collect, Flow, Script
from flows.engine.display import progress
from flows.engine.messages import Button, Message, MessageKind, fill_in, say, translate
from flows.engine.questions import Questions, value_text
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
        return fill_in(translate(found.texts, self.language), values, self.values) if found else ""

    def draw(self, flow: Flow, step: Collect, spoken: Message | None, kind: MessageKind, *, short: bool) -> Message:
        """Draw the open question.

        Args:
            flow: the flow that asks.
            step: the question.
            spoken: what an action said as the question, if one did; else the question's response is used.
            kind: `ask` or `update`.
            short: leave out why it is asked, and use the shorter words (`utter_ask_SLOT_short`) where there are any.
        """
        asked = self.state.asked
        responses = self.script.responses
        response = (short and responses.get(f"{step.utter}_short")) or responses.get(step.utter)
        said = spoken or (say(response, self.language, self.values) if response else Message("ask", ""))
        options = self._options(step)
        answers = {option.payload for option in options}
        extra = [button for button in said.buttons if button.payload not in answers]
        return Message(
            kind,
            said.text,
            heading=self._heading(flow, step),
            note="" if short else self.text(f"utter_why_{step.slot}"),
            options=options,
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
