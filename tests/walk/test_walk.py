"""Every state of the conversation, with everything that people may do there."""

import os

from tests.walk.walking import Walk
from tests.walk.world import World

DETOURS = int(os.environ.get("COALITIEWIJZER_WALK_DETOURS", "1"))
"""More than the one that the suite can afford: 2 takes hours."""


def test_every_state_can_do_with_everything() -> None:
    found = Walk(World(), DETOURS).run()

    assert found.faults == []
    assert found.states > 800
