"""Goes where an answer, or an item of a list, is asked again."""

from flows.engine.answers import Unreadable
from flows.engine.choosing import read_choice
from flows.engine.display import ahead, changeable, reachable
from flows.engine.listing import Listing
from flows.engine.lists import CHANGE, FIELD, ITEM, Named, menu, named
from flows.engine.options import given_options


class Changing(Listing):
    """A turn in which an answer may be changed."""

    def _change(self, slot: str) -> None:
        """Go where one answer is asked again; everything else stays, also what depends on it until that is known."""
        if self.values.get(slot) and not self.questions.asks[slot].ask_before_filling:
            self.say("utter_current", answer=self.values[slot])
        self._go_where_asked(self._asking(slot))
        for step in (step for flow in self.script.flows.values() for step in flow.collects() if step.slot == slot):
            if step.multiple and (answer := self.state.slots.get(slot)):
                self.state.chosen[slot] = list(answer)
        self._changing = slot
        self.state.former[slot] = self.state.slots.get(slot)
        for name in (slot, "changeable"):
            self._set(name, None)
        self._silently()

    def _go_where_asked(self, asking: str) -> None:
        """Go to the start of the flow on the way that leads to this one; where none does, enter this one on top."""
        if any(self._leads(flow, asking) for flow in (self.main, *(flow for flow, _ in self.state.stack))):
            while self.state.stack and not self._leads(self.state.stack[-1][0], asking):
                self._drop()
            if self.state.stack:
                self._move(self._flow().first)
            else:
                self._enter(self.main)
        elif asking:
            self.state.stack.pop()  # What asked which answer it is.
            self._enter(asking)

    def _leads(self, flow: str, asking: str) -> bool:
        if flow == self.main:  # Who came in by an invitation is led elsewhere than who makes a plan.
            return asking in ahead(self.script, flow, self.state.slots)
        return asking in reachable(self.script, flow)

    def _named_item(self) -> Named | None:
        """Give the item of a list that was named with the command to change something, unless that names an answer."""
        text = self._ahead.get("change_what", "")
        if not text:
            return None
        if text.split()[-1].isdecimal() and (item := named(self.script, self.state.slots, text)):
            return item  # "activiteit 2" looks much like "activiteiten"
        options = given_options(changeable(self.script, self.main, self.state.slots))
        try:
            read_choice(text, options, self.script.words.get("article", ()))
        except Unreadable:
            return named(self.script, self.state.slots, text)
        return None

    def _change_item(self, item: Named) -> None:
        """Go to the menu of a list, and answer there which item is meant, and which field of it."""
        asks = menu(item.flow)
        if asks is None:
            return
        self._change(asks.slot)
        said = {asks.slot: CHANGE, ITEM: str(item.place), FIELD: item.field}
        self._ahead = {slot: f"/SetSlots({slot}={value})" for slot, value in said.items() if value}

    def _asking(self, slot: str) -> str:
        """Name the flow that asks for a slot: the first on the main road, since later ones may ask only at times."""
        for flow in (*reachable(self.script, self.main), *self.script.flows):
            if any(step.slot == slot for step in self.script.flows[flow].collects()):
                return flow
        return ""
