"""A slip of the pen in a dialogue file is told with its file and case, and never passes for a check that holds."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.dialogues.files import DialogueError, read


def written(folder: Path, text: str, name: str = "file.yml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def case(steps: str) -> str:
    return f"test_cases:\n  - test_case: one\n    steps:\n      {steps}\n"


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ("- user: hallo\n        assertions: [{slot_was_sett: [{name: x}]}]", "step 'hallo': .*'slot_was_sett'"),
        ("- user: hallo\n        assertions: [{slot_was_set: {name: x}}]", "slot_was_set: .* is not of type 'array'"),
        ("- user: hallo\n        assertions: [{bot_uttered: {text_lacks: x}}]", "bot_uttered: .*'text_lacks'"),
        ("- user: hallo\n        assertions: [{bot_uttered: {}}]", "bot_uttered: "),
        ("- user: hallo\n        assertions: [{bot_uttered: {utter_name: utter_x}}]", "does not tell which response"),
        ("- user: hallo\n        assertions: [{bot_uttered: {text_matches: '('}}]", "is not a 'regex'"),
        ("- user: hallo\n        assertions: [{bot_uttered: {buttons: [Ja]}}]", "'Ja' is not of type 'object'"),
        ("- user: hallo\n        assertions: [{flow_started: a, flow_completed: {flow_id: a}}]", "step 'hallo'"),
        ("- user: hallo\n        assertions: [{flow_completed: main}]", "flow_completed: 'main'"),
        ("- user: hallo\n        asertions: []", "'asertions' was unexpected"),
        ("- user: 1", "user: 1 is not of type 'string'"),
        ("- bot: hallo", "'bot' was unexpected|'user' is a required"),
        ("- user: hallo\n        metadata: nothing", "'nothing' do not stand at the top"),
    ],
)
def test_a_mistake_names_the_file_the_case_and_the_place(tmp_path: Path, steps: str, said: str) -> None:
    with pytest.raises(DialogueError, match=rf"(?s)^file\.yml: case 'one': .*({said})"):
        read(written(tmp_path, case(steps)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fixtures: []\n" + case("- user: hallo"), "'fixtures' was unexpected"),
        ("test_cases: []", "should be non-empty"),
        ("test_cases: [", "flow"),
        ("metadata: [{a: {new_procces: true}}]\n" + case("- user: hallo"), "'new_procces' was unexpected"),
        (case("- user: hallo") + "  - test_case: one\n    steps: []\n", "two cases are called 'one'"),
        (
            "metadata: [{a: {begins_with: two}}]\n" + case("- user: hallo").replace("steps", "metadata: a\n    steps"),
            "two",
        ),
        (
            "metadata: [{a: {calls: [x]}}]\n" + case("- user: hallo").replace("steps", "metadata: a\n    steps"),
            "no call x",
        ),
        (
            "metadata: [{a: {language: en}}]\n" + case("- user: hallo\n        metadata: a"),
            "language, which has no meaning",
        ),
    ],
)
def test_a_mistake_outside_the_steps_is_told_too(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DialogueError, match=rf"(?s)^file\.yml: .*{said}"):
        read(written(tmp_path, text))


def test_a_case_begins_with_others(tmp_path: Path) -> None:
    written(tmp_path, case("- user: first"), "other.yml")
    file = written(
        tmp_path,
        """
metadata:
  - after_one: {begins_with: "other.yml::one"}
  - after_two: {begins_with: two, now: "2027-01-02T03:04:05+00:00", language: en}
  - again: {new_process: true, documents: [.md]}
test_cases:
  - test_case: two
    metadata: after_one
    steps: [{user: second}]
  - test_case: three
    metadata: after_two
    steps:
      - user: third
        metadata: again
        assertions: [{flow_started: main}, {bot_uttered: {text_matches: x}}]
""",
    )
    two, three = read(file)
    assert [step.user for step in two.steps] == ["first", "second"]
    assert [step.user for step in three.steps] == ["first", "second", "third"]
    assert (three.now, three.language) == (datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC), "en")
    assert (three.steps[2].new_process, three.steps[2].documents) == (True, [".md"])
    assert list(three.steps[2].assertions) == [("flow_started", "main"), ("bot_uttered", {"text_matches": "x"})]
