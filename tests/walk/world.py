"""The real conversation on a real database in memory, of which each state can have its own copy."""

import json
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from bot.bench import inputs
from bot.conversation import storable
from flows.assembly import load
from flows.engine.state import State
from flows.engine.turns import Heard, Turn
from flows.services import drafts, pictures, privacy
from flows.services.calls import add_calls, demo_calls
from flows.services.context import Context, use
from flows.services.directory import Directory, add_demo
from knowledge.areas import areas
from storage import conversations, organisations
from storage.database import Database
from storage.organisation_data import OrganisationData
from storage.statements import Session

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

Stored = bytes
"""A whole database, compressed."""


class World:
    """Runs turns.

    Attributes:
        interpreter: the conversation.
        start: the database before anybody said anything.
    """

    def __init__(self) -> None:
        self.interpreter, self.runner = load()
        # A walk comes to the same plan again and again, and making its files is most of the work.
        for module, name in ((drafts, "files_of"), (drafts, "render_dossier"), (pictures, "png")):
            setattr(module, name, _remembering(getattr(module, name)))
        self._database = Database("sqlite://")
        self._database.upgrade()
        self._directory = Directory(areas())
        with self._database.transaction() as session:
            add_calls(session, demo_calls(NOW.date()), NOW)
            add_demo(session, NOW)
            self._claimable(session)
            self._conversation = conversations.take(session, "walk", "1", NOW).id
        self._connection = self._database._engine.connect()
        self._raw = self._connection.connection.driver_connection
        self.start = zlib.compress(self._raw.serialize(), 1)
        self._now = self.start

    def _claimable(self, session: Session) -> None:
        """Put into the directory what the walk calls its organisation, with an address for a code."""
        name = inputs.text_for(self.interpreter.questions.asks["organisation_name"])
        known = OrganisationData(name, "welzijn", "gm0556", "walk", "1", None, contact_email="info@walk.example")
        organisations.save(session, known, NOW)

    def new_state(self, language: str = "nl") -> State:
        return State(self.interpreter.slots_at_start(language))

    def turn(self, state: State, heard: Heard, stored: Stored) -> tuple[Turn, Stored]:
        """Run a turn; gives it, and the database as it is then."""
        if self._now is not stored:
            self._raw.deserialize(zlib.decompress(stored))
            self._now = stored
        changes = self._raw.total_changes
        self._raw.execute("BEGIN").close()
        try:
            turn = self._run(state, heard)
        except BaseException:
            self._raw.execute("ROLLBACK").close()
            raise
        self._raw.execute("COMMIT").close()
        if self._raw.total_changes != changes:
            self._now = zlib.compress(self._raw.serialize(), 1)
        return turn, self._now

    def _run(self, state: State, heard: Heard) -> Turn:
        session = Session(self._connection, self._database._forms)
        context = Context(session, NOW, "walk", "1", self._conversation, self._directory, mails=True)
        with use(context):
            steps = self.interpreter.turn(state, storable(heard), context.today)
            try:
                call = next(steps)
                while True:
                    call = steps.send(self.runner.run(call, "1"))
            except StopIteration as end:
                turn: Turn = end.value
            if turn.state.slots.get("forgotten"):
                privacy.erase(context)
        return turn


def _remembering(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give what a function gave before for arguments that read the same."""
    made: dict[str, Any] = {}

    @wraps(function)
    def remembered(*args: Any, **named: Any) -> Any:
        key = repr((args, named))
        if key not in made:
            made[key] = function(*args, **named)
        return made[key]

    return remembered


def saved(state: State) -> State:
    """Give what is left of a state when it was stored in between."""
    return State.from_json(json.loads(json.dumps(state.to_json())))
