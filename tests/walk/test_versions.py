"""Conversations that are half-way when a new version of the real flows comes."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.bench import inputs
from flows import assembly
from flows.engine.definitions import Script
from flows.engine.interpreter import Interpreter
from flows.engine.state import State
from flows.engine.turns import Turn
from tests.walk.world import Stored, World

CONVERSATIONS = 200
RENAMED = {
    "organisation": ("ask_organisation_name", "list_areas"),
    "aims": ("ask_change",),
    "main": ("plan", "money"),
    "plan": ("ask_title", "limits"),
    "activities": ("ask_activity_output",),
    "future": ("ask_sustain",),
}
Flows = dict[str, dict[str, Any]]
DOMAIN = """
slots:
  audience: {type: text}
  reach_why: {type: text}
responses:
  utter_ask_audience: [{text: "Wie komen er?", translation: {en: "Who will come?"}}]
  utter_ask_reach_why: [{text: "Waarom zij?", translation: {en: "Why they?"}}]
"""


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.fixture(scope="module")
def half_way(world: World) -> list[tuple[State, Stored]]:
    """Conversations in both languages, each left after a random number of mostly right answers."""
    return [talk(world, Random(number)) for number in range(CONVERSATIONS)]  # noqa: S311


def talk(world: World, random: Random) -> tuple[State, Stored]:
    state, stored = world.new_state(random.choice(("nl", "en"))), world.start
    visits: Counter[tuple[str, str]] = Counter()
    for _ in range(random.randint(1, 60)):
        heard = inputs.toward_the_end(world.interpreter, state, visits)
        if random.random() < 0.15:
            heard = random.choice([*inputs.moves(), *inputs.offered(world.interpreter, state)]).heard
        turn, after = world.turn(state, heard, stored)
        if not turn.state.stack or turn.state.slots.get("forgotten"):
            break
        state, stored = turn.state, after
    return state, stored


def place(flows: Flows, flow: str, step: str) -> tuple[list[dict[str, Any]], int]:
    steps = flows[flow]["steps"]
    return steps, [one["id"] for one in steps].index(step)


def rename(flows: Flows) -> None:
    """Give some steps and a flow new names, and say what they were."""
    for flow, olds in RENAMED.items():
        for old in olds:
            steps, at = place(flows, flow, old)
            steps[at]["id"] = f"new_{old}"
            steps[at].setdefault("metadata", {})["was"] = [old]
            for step in (step for step in everything(steps) if step.get("next") == old):
                step["next"] = f"new_{old}"
            for branch in (branch for step in everything(steps) for branch in branches(step)):
                branch.update({key: f"new_{old}" for key, to in branch.items() if to == old})
    flows["outlook"] = flows.pop("future")
    flows["outlook"].setdefault("metadata", {})["was"] = ["future"]
    steps, at = place(flows, "main", "future")
    steps[at]["call"] = "outlook"


def everything(steps: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for step in steps:
        yield step
        for branch in branches(step):
            for inner in branch.values():
                yield from everything(inner) if isinstance(inner, list) else ()


def branches(step: dict[str, Any]) -> list[dict[str, Any]]:
    found = step.get("next")
    return found if isinstance(found, list) else []


def renew(flows: Flows) -> None:
    """Rename some steps, remove one, split one, add one, and change the order of two."""
    rename(flows)
    steps, at = place(flows, "plan", "ask_reach_n")
    steps[at : at + 1] = [
        {"id": "ask_reach_people", "collect": "reach_n", "metadata": {"kind": "integer"}},
        {"id": "ask_reach_why", "collect": "reach_why", "metadata": {"most": 400}},
    ]
    lead_elsewhere(steps, "ask_reach_n", "ask_reach_people")
    steps, at = place(flows, "plan", "ask_support")
    steps.pop(at)
    lead_elsewhere(steps, "ask_support", steps[at]["id"])
    aims, at = place(flows, "aims", "ask_target_groups")
    aims.append(aims.pop(at))
    added = {"id": "ask_audience", "collect": "audience", "metadata": {"most": 200}}
    steps.insert(place(flows, "plan", "ask_problem")[1], added)
    flows["plan"]["persisted_slots"] += ["audience", "reach_why"]


def lead_elsewhere(steps: list[dict[str, Any]], old: str, new: str) -> None:
    """Let what leads to one step lead to another."""
    for branch in (branch for step in everything(steps) for branch in branches(step)):
        branch.update({key: new for key, to in branch.items() if to == old})


def load(folder: Path, change: Callable[[Flows], None], domain: str = "") -> Interpreter:
    yaml = YAML(typ="safe")
    files = [file for file in assembly.flow_files() if file.parent.name != "conversations"]
    flows: Flows = {}
    for file in set(assembly.flow_files()) - set(files):
        flows |= yaml.load(file)["flows"]
    change(flows)
    for name, text in (("flows.yml", json.dumps({"flows": flows})), ("extra.yml", domain)):
        if text:
            (folder / name).write_text(text, "utf-8")
            files.append(folder / name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assembly, "flow_files", lambda: files)
        return assembly.load()[0]


def told(turns: list[Turn], script: Script) -> int:
    """Count how often a person hears that the questions were renewed."""
    sentences = set(script.responses["utter_flow_changed"].texts.values())
    return sum(message.text in sentences for turn in turns for message in turn.messages)


def to_the_end(world: World, state: State, stored: Stored) -> Iterator[Turn]:
    visits: Counter[tuple[str, str]] = Counter()
    for _ in range(150):
        turn, stored = world.turn(state, inputs.toward_the_end(world.interpreter, state, visits), stored)
        state = turn.state
        yield turn
        if not state.stack:
            return
    pytest.fail(f"no end: {state.stack}")


def lost_answers(before: State, after: State, world: World) -> dict[str, Any]:
    """Give the answers that were lost or changed, though their questions are still there."""
    questions = world.interpreter.questions
    passing = {name for names in questions.passing.values() for name in names}
    menus = {step.slot for step in questions.asks.values() if step.ask_before_filling}
    # Who goes on may take something from a list or add to it, as the way to the end goes by its menu.
    lists = {flow.items.slot for flow in world.interpreter.script.flows.values() if flow.items}
    names = before.slots.keys() & questions.asks.keys() - passing - menus - lists
    return {name: before.slots[name] for name in names if after.slots.get(name) != before.slots[name]}


def test_half_way_conversations_go_on_with_a_new_version(
    world: World, half_way: list[tuple[State, Stored]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world, "interpreter", load(tmp_path, renew, DOMAIN))
    heard = Counter[int]()
    for state, stored in half_way:
        turns = list(to_the_end(world, state, stored))
        lost = lost_answers(state, turns[-1].state, world)
        assert lost == {}, (state.stack, lost)
        heard[told(turns, world.interpreter.script)] += 1
    assert heard.keys() <= {0, 1}
    assert heard[0] > 20
    assert heard[1] > 20


def test_nobody_hears_of_new_names(
    world: World, half_way: list[tuple[State, Stored]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = world.interpreter
    newer = load(tmp_path, rename)
    for state, stored in half_way:
        visits: Counter[tuple[str, str]] = Counter()
        heard = inputs.toward_the_end(older, state, visits)
        before, _ = world.turn(state, heard, stored)
        monkeypatch.setattr(world, "interpreter", newer)
        after, _ = world.turn(state, heard, stored)
        monkeypatch.setattr(world, "interpreter", older)
        assert after.messages == before.messages
        assert after.state.slots == before.state.slots
        assert len(after.state.history) == len(before.state.history)
