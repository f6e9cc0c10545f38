"""Whatever stands in a flow file, it is read or refused with a reason."""

import contextlib
import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.engine.definitions import Script
from flows.engine.errors import FlowError
from flows.engine.loader import load_script

NODES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["a", "END", "slots.a", "action_x", "[", "-"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "collect", "next", "if", "then", "else", "nl", "text"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)
PLACES = [
    "id", "collect", "next", "metadata", "rejections", "set_slots", "call", "utter",
    "steps", "description", "persisted_slots", "name", "translation",
    "text", "buttons", "type", "flows", "slots", "responses", "words",
]  # fmt: skip


def _put(place: str, node: Any) -> dict[str, Any]:
    step = {"id": "s", "collect": "a", "next": "END", "metadata": {}}
    flow: dict[str, Any] = {"description": "x", "steps": [step]}
    response: dict[str, Any] = {"text": "x", "buttons": []}
    slot: dict[str, Any] = {"type": "text"}
    document: dict[str, Any] = {"flows": {"main": flow}, "slots": {"a": slot}, "responses": {"utter_a": [response]}}
    places = {"steps": flow, "description": flow, "persisted_slots": flow, "name": flow, "translation": flow}
    places |= {"text": response, "buttons": response, "type": slot}
    places |= dict.fromkeys(("flows", "slots", "responses", "words"), document)
    places.get(place, step)[place] = node
    return document


@given(st.sampled_from(PLACES), NODES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_stands_anywhere_is_read_or_refused(tmp_path: Path, place: str, node: Any) -> None:
    file = tmp_path / "a.yml"
    file.write_text(json.dumps(_put(place, node)), "utf-8")
    with contextlib.suppress(FlowError):
        assert isinstance(load_script([file]), Script)
