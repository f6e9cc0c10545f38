"""Reading flow files: what they become, and each mistake with its file and line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from flows.engine.definitions import END, Branch, Call, Collect, Noop, Script, SetSlots
from flows.engine.errors import FlowError
from flows.engine.loader import load_script, read_script

FLOW = "flows: {main: {description: All., steps: [{id: a, noop: true}]}}\n"
MISTAKES = [
    mistake
    for file in sorted(Path(__file__).parent.glob("mistakes/*.yml"))
    for mistake in YAML(typ="safe").load(file.read_text("utf-8"))
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake["mistake"])
def test_a_mistake_is_named_with_its_file_and_line(tmp_path: Path, mistake: dict[str, Any]) -> None:
    file = tmp_path / "wrong.yml"
    file.write_text(mistake["text"], "utf-8")

    _, issues = read_script([file])

    assert [(issue.file, issue.line, issue.rule) for issue in issues] == [(file, mistake["line"], mistake["rule"])]
    assert mistake["says"] in issues[0].what
    with pytest.raises(FlowError) as caught:
        load_script([file])
    assert str(caught.value) == f"wrong.yml:{mistake['line']}: {issues[0].what}"


def test_all_mistakes_are_named_together(tmp_path: Path) -> None:
    one, two, three = (tmp_path / name for name in ("one.yml", "two.yml", "three.yml"))
    one.write_text(
        "flows:\n"
        "  main:\n"
        "    name: {}\n"
        "    steps:\n"
        "      - {id: a-b, noop: x, then: y}\n"
        "      - id: c\n"
        "        collect: d\n"
        "        action: action_e\n"
        "        rejections: [{if: slots.d <, utter: utter_f}, 3]\n"
        "        next:\n"
        "          - {if: slots.d and slots.e or slots.f}\n"
        "          - if: slots.d\n"
        "            then:\n"
        "              - noop: x\n"
        "              - {id: c, link: g, next: END}\n"
        "  main:\n"
        "    description: Again.\n",
        "utf-8",
    )
    two.write_text("slots:\n  a: {type: b}\n  c-d: {}\nresponses: {utter_a: x}\n", "utf-8")
    three.write_text("slots: [\n", "utf-8")

    issues = read_script([one, two, three])[1]

    assert sorted((issue.file.name, issue.line, issue.rule) for issue in issues) == [
        ("one.yml", 2, "missing_description"),
        ("one.yml", 3, "wrong_shape"),
        ("one.yml", 5, "bad_name"),
        ("one.yml", 5, "unknown_key"),
        ("one.yml", 6, "step_kind"),
        ("one.yml", 9, "bad_condition"),
        ("one.yml", 9, "bad_rejection"),
        ("one.yml", 10, "missing_else"),
        ("one.yml", 11, "missing_then"),
        ("one.yml", 11, "mixed_and_or"),
        ("one.yml", 14, "missing_id"),
        ("one.yml", 15, "after_link"),
        ("one.yml", 15, "stands_twice"),
        ("one.yml", 16, "stands_twice"),
        ("three.yml", 2, "unreadable"),
        ("two.yml", 2, "unknown_type"),
        ("two.yml", 3, "bad_name"),
        ("two.yml", 4, "variants"),
    ]


@pytest.mark.parametrize(
    ("flow", "step", "line"),
    [
        ("nlu_trigger: [x]", "", 4),
        ("always_include_in_prompt: true", "", 4),
        ("", ", force_slot_filling: true", 6),
    ],
)
def test_what_only_rasa_uses_is_read_with_a_warning(tmp_path: Path, flow: str, step: str, line: int) -> None:
    file = tmp_path / "a.yml"
    file.write_text(
        f"flows:\n  main:\n    description: x\n    {flow}\n    steps:\n      - {{id: a, collect: x{step}}}\n", "utf-8"
    )

    script, issues = read_script([file])

    assert [(issue.line, issue.rule, issue.refuses) for issue in issues] == [(line, "ignored_key", False)]
    assert repr(load_script([file])) == repr(script)


@pytest.mark.parametrize(
    "text", [FLOW, "slots: {a: }", "responses: {utter_a: [{text: x}]}", "words: {back: {nl: [x]}}"]
)
def test_what_stands_in_two_files_is_a_mistake(tmp_path: Path, text: str) -> None:
    files = [tmp_path / "one.yml", tmp_path / "two.yml"]
    for file in files:
        file.write_text(text, "utf-8")

    with pytest.raises(FlowError, match=r"two\.yml:1: .* stands twice"):
        load_script(files)


def test_a_file_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(FlowError, match="cannot be read"):
        load_script([tmp_path / "none.yml"])


@pytest.mark.parametrize("text", ["slots: " + "[" * 3000 + "]" * 3000, "slots: &a {x: *a}"])
def test_a_file_without_end_is_a_mistake(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.yml").write_text(text, "utf-8")

    with pytest.raises(FlowError, match="nested too deeply, or holds itself"):
        load_script([tmp_path / "a.yml"])


def test_a_file_that_is_no_text_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_bytes(b"\xff\xfe\xfa")

    with pytest.raises(FlowError, match="no YAML in UTF-8"):
        load_script([tmp_path / "a.yml"])


def test_steps_stand_in_file_order_with_nested_ones_in_their_place(load: Callable[[], Script]) -> None:
    steps = load().flows["main"].steps

    assert list(steps) == ["welcome", "ask_consent", "who", "aims", "find", "nobody", "pick", "finish"]
    assert load().flows["main"].first == "welcome"


def test_a_step_without_next_goes_on_to_the_one_after_it(load: Callable[[], Script]) -> None:
    steps = load().flows["aims"].steps

    assert steps["ask_themes"].next == (Branch(None, "ask_size"),)
    assert [branch.target for branch in steps["ask_size"].next] == ["mark_big", "ask_costs"]
    assert steps["mark_big"].next == (Branch(None, "ask_money"),)
    assert steps["ask_money"].next == (Branch(None, "ask_costs"),)
    assert steps["ask_costs"].next == (Branch(None, END),)


def test_a_question_knows_how_it_is_asked(load: Callable[[], Script]) -> None:
    script = load()
    themes, note = script.flows["aims"].steps["ask_themes"], script.flows["who"].steps["ask_note"]

    assert isinstance(themes, Collect)
    assert isinstance(note, Collect)
    assert (themes.kind, themes.choices, themes.multiple, themes.most) == ("choice", "themes", True, 2)
    assert (note.kind, note.utter, note.optional, note.least) == ("text", "utter_ask_note", True, 1)


def test_lines_are_those_of_the_file(load: Callable[[], Script], files: list[Path]) -> None:
    script = load()
    text = files[0].read_text("utf-8").splitlines()

    assert text[script.flows["who"].line - 1] == "  who:"
    assert text[script.flows["main"].steps["nobody"].line - 1] == "              - id: nobody"
    assert text[script.slots["name"].line - 1].startswith("  name:")


def test_every_kind_of_step_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(
        "flows: {main: {description: x, steps: [{id: a, noop: true}, "
        "{id: b, set_slots: [{x: 1}, {y: null}]}, {id: c, call: other, description: x}]}}",
        "utf-8",
    )
    a, b, c = load_script([tmp_path / "a.yml"]).flows["main"].steps.values()

    assert isinstance(a, Noop)
    assert isinstance(b, SetSlots)
    assert b.values == {"x": 1, "y": None}
    assert isinstance(c, Call)
    assert c.flow == "other"


def test_texts_and_words_are_read_in_every_language(load: Callable[[], Script]) -> None:
    script = load()

    assert script.responses["utter_welcome"].texts == {"nl": "Welkom.", "en": "Welcome."}
    assert script.responses["utter_ask_consent"].buttons[0].titles == {"nl": "Akkoord", "en": "Agreed"}
    assert script.flows["who"].names == {"nl": "Wie u bent", "en": "Who you are"}
    assert script.words["start"] == {"verder", "start"}
