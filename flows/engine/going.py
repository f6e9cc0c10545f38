"""Where a conversation is, and how it gets elsewhere."""

from flows.engine.definitions import Flow, Step
from flows.engine.saying import Saying


class Going(Saying):
    """A turn that knows where it is."""

    def _rerun(self) -> None:
        """Go to the start of the main flow: only what is not known yet is asked."""
        while self.state.stack:
            self._drop()
        self._enter(self.main)
        self._silently()

    def _silently(self) -> None:
        """From here to the next question, do not say again what was said on the way before."""
        self._silent = True
        self.state.asked = None

    def _step(self) -> Step:
        return self.questions.steps[self.state.stack[-1]]

    def _flow(self) -> Flow:
        return self.script.flows[self.state.stack[-1][0]]

    def _enter(self, flow: str) -> None:
        self.state.stack.append((flow, self.script.flows[flow].first))
        self.log("started", flow, self.script.flows[flow].first)

    def _move(self, target: str) -> None:
        self.state.stack[-1] = (self.state.stack[-1][0], target)

    def _move_on(self, step: Step) -> None:
        state = self.state
        for branch in step.next:  # the last one is the else
            if branch.condition is None or branch.condition.holds(state.slots):
                state.stack[-1] = (state.stack[-1][0], branch.target)
                return

    def _drop(self) -> None:
        """End the flow on top before its end; its passing answers go with it."""
        flow = self._flow()
        self.state.stack.pop()
        self._forget(flow)

    def _forget(self, flow: Flow) -> None:
        """Forget a flow's passing answers."""
        state = self.state
        for name in self.questions.passing[flow.id]:
            if name in state.slots:
                self._set(name, None)
            state.chosen.pop(name, None)
