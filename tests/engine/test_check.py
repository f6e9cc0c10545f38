"""Each rule of the checker, on a conversation that is right but for one thing."""

import ast
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import flows.engine
from flows.engine.check import check
from flows.engine.check_texts import ENGINE_RESPONSES, WORDS
from flows.engine.definitions import Option, ResponseButton, Script
from flows.engine.questions import COMMANDS

Load = Callable[[], Script]
Replace = Callable[[str, str], None]


def found(script: Script) -> list[tuple[str, str]]:
    return [(issue.rule, issue.what) for issue in check(script)]


def rules(script: Script) -> list[str]:
    return [issue.rule for issue in check(script)]


def test_a_conversation_without_faults_has_no_issues(load: Load) -> None:
    assert check(load()) == []


@pytest.mark.parametrize(
    ("old", "new", "rule", "what"),
    [
        ("next: finish", "next: nowhere", "unknown_target", "step nobody goes on to nowhere"),
        (
            "          - else: ask_costs",
            "          - else: ask_cost",
            "unknown_target",
            "step ask_size goes on to ask_cost",
        ),
        ("call: aims", "call: dreams", "unknown_target", "step aims names flow dreams"),
        ("link: ending", "link: end", "unknown_target", "step finish names flow end"),
        ("          - else: pick", "          - else: finish", "unreachable", "nothing leads to step pick"),
        ("action: action_find\n", "action: action_seek\n", "unknown_action", "step find names action action_seek"),
        ("choices: types,", "choices: kinds,", "unknown_choices", "choices from kinds"),
        ("choices: slots.area_options", "choices: slots.areas", "unknown_choices", "choices from slots.areas"),
        (
            "metadata: {optional: true}",
            "metadata: {kind: choice}",
            "no_options",
            "add choices, or buttons to utter_ask_note",
        ),
        ("choices: themes, multiple", "multiple", "no_options", "step ask_themes asks to choose but has no options"),
        (
            "collect: size",
            "collect: count\n        utter: utter_ask_size",
            "undeclared_slot",
            "ask_size uses slot count",
        ),
        ("- big: true", "- big: true\n                  - huge: true", "undeclared_slot", "mark_big uses slot huge"),
        ("if: slots.size > 100", "if: slots.sise > 100", "undeclared_slot", "'slots.sise > 100' uses slot sise"),
        ("if: slots.size < 1", "if: slots.sise < 1", "undeclared_slot", "'slots.sise < 1' uses slot sise"),
        (
            "if: slots.found\n    metadata",
            "if: slots.fund\n    metadata",
            "undeclared_slot",
            "'slots.fund' uses slot fund",
        ),
        ("[consent, partner]", "[consent, partner, partners]", "undeclared_slot", "flow main uses slot partners"),
        ("ask_again: [area]", "ask_again: [areas]", "undeclared_slot", "step ask_type uses slot areas"),
        (
            "- if: not slots.found",
            "- if: not slots.size",
            "not_persisted",
            "size counts in flow main, but is forgotten",
        ),
        ("money, big]", "big]", "not_persisted", "money stands in summaries, but is forgotten when flow aims ends"),
        ("- if: slots.ready", "- if: not slots.ready is empty", "never_empty", "empty means [] or '' but not null"),
        ("initial_value: nl}", "values: [nl, en, de]}", "options_differ", "de of slot language has no option"),
        ("initial_value: nl}", "values: [nl]}", "options_differ", "en is no value of slot language"),
        ("action: utter_help", "call: main", "called_link", "flow main is called, so it may not link"),
        ("argument: why,", "argument: reason,", "undeclared_slot", "flow why uses slot reason"),
        ("(sure=false)", "(shure=false)", "undeclared_slot", "a button of utter_ask_sure uses slot shure"),
        ("groep, {name}", "groep, {nam}", "unknown_place", "utter_ask_type has a place {nam}"),
        ("weten we wie", "weten we {wie}", "unknown_place", "utter_why_name has a place {wie}"),
        ("Minstens één.", "Minstens {least}.", "unknown_place", "utter_nobody_reached has a place {least}"),
        ("Typ terug of stop.", "Typ {word}.", "unknown_place", "utter_help has a place {word}"),
        ("  sure: {type: bool}", "  sure: {type: bool}\n  spare: {}", "unused_slot", "nothing uses slot spare"),
        ("  utter_nobody:", "  utter_noone:", "missing_response", "response utter_nobody does not exist"),
        ("  utter_ask_name:", "  utter_ask_nam:", "missing_response", "response utter_ask_name does not exist"),
        ("  utter_consent_needed:", "  utter_consent:", "missing_rejection_response", "response utter_consent_needed"),
        ("  utter_stale:", "  utter_old:", "missing_engine_response", "the engine itself says utter_stale"),
        ("  utter_reject_number:", "  utter_reject_no:", "missing_engine_response", "utter_reject_number"),
        ("text: Welkom., translation: {en: Welcome.}", "text: Welkom.", "missing_language", "utter_welcome has no en"),
        ("text: Dag., ", "", "missing_language", "the text of utter_goodbye has no nl"),
        (
            ", translation: {en: {title: Agreed}}",
            "",
            "missing_language",
            "(consent=true) of utter_ask_consent has no en",
        ),
        (
            "translation: {en: {name: Who you are}}",
            "translation: {}",
            "missing_language",
            "the name of flow who has no en",
        ),
        ("  skip: {nl: [overslaan], en: [skip]}", "  skip: {nl: []}", "missing_words", "under words for skip"),
        ("said_as: {nl: [waarom]", "said_as: {nl: [Hulp]", "words_twice", "'hulp', which is also said for flow help"),
        ("said_as: {nl: [waarom]", "said_as: {nl: [Terug]", "words_twice", "'terug', which is also the word for back"),
        ("said_as: {nl: [waarom]", 'said_as: {nl: [waarom, "?"]', "words_twice", "flow why is said as signs only"),
        (
            'payload: "/help"',
            'payload: "/hepl"',
            "meaningless_payload",
            "payload /hepl of utter_ask_consent",
        ),
        ('payload: "/help"', 'payload: "/help mij"', "meaningless_payload", "payload /help mij"),
        ('payload: "/help"', 'payload: "/vraag ' + "é" * 29 + '"', "long_payload", "has 65 bytes; 64 at most"),
        ("Dag.,", f"{'x' * 4097},", "long_text", "utter_goodbye has 4097 characters in nl; 4096 at most"),
        ("{en: Goodbye.}", "{en: " + "😀" * 2049 + "}", "long_text", "utter_goodbye has 4098 characters in en"),
    ],
)
def test_one_fault_is_one_issue(load: Load, change_files: Replace, old: str, new: str, rule: str, what: str) -> None:
    change_files(old, new)

    # A slot whose name was changed in one place is, of course, unused in the other.
    issues = [issue for issue in found(load()) if rule == "unused_slot" or issue[0] != "unused_slot"]

    assert [name for name, _ in issues] == [rule]
    assert what in issues[0][1]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("next: finish", "next: END"),
        ("choices: themes, multiple", "choices: slots.found, multiple"),
        ("[consent, partner]", "[partner]"),
        ("initial_value: nl}", "values: [nl, en]}"),
        ("- if: slots.ready", '- if: slots.ready = "empty"'),
        ('payload: "/help"', 'payload: "/vraag wat is akkoord"'),
        ('payload: "/help"', 'payload: "/terug"'),
        ('payload: "/help"', 'payload: "/vraag ' + "é" * 28 + '"'),
        ('payload: "/help"', 'payload: "/vraag ' + "{name}" * 20 + '"'),
        ("Typ terug of stop.", "Dit weet ik: {summary_who}"),
        ("Antwoord op: {asked}", "Antwoord op: {anything}"),
        ("said_as: {nl: [waarom], en: [why]}", "said_as: {nl: [waarom, why], en: [why]}"),
        ("Dag.,", f"{'x' * 4096},"),
    ],
)
def test_what_looks_like_a_fault_but_is_none(load: Load, change_files: Replace, old: str, new: str) -> None:
    change_files(old, new)

    assert check(load()) == []


def test_a_name_is_only_translated_where_it_is_shown(load: Load, change_files: Replace) -> None:
    change_files("    translation: {en: {name: What you want}}\n    metadata: {progress: true}\n", "")

    assert check(load()) == []


def test_a_flow_that_is_called_may_look_at_what_its_caller_forgets(load: Load, change_files: Replace) -> None:
    change_files("[consent, partner]", "[partner]")
    change_files("if: slots.size > 100", "if: slots.consent")
    assert check(load()) == []

    change_files("if: slots.sure", "if: slots.consent")
    assert rules(load()) == ["not_persisted"]


def test_steps_that_go_round_for_ever_have_no_way_to_the_end(load: Load, change_files: Replace) -> None:
    change_files("            then: goodbye", "            then: ask_ready")
    change_files(
        "        action: action_rerun\n      - id: goodbye",
        "        noop: true\n        next: ask_ready\n      - id: goodbye",
    )

    assert ("no_end", "from step ask_ready flow ending can never end; let some road lead to END") in found(load())


def test_a_call_of_a_flow_that_never_ends_has_no_way_to_the_end(load: Load, change_files: Replace) -> None:
    change_files("        metadata: {optional: true}\n", "        metadata: {optional: true}\n        next: ask_name\n")

    assert [what.split(";")[0] for rule, what in found(load()) if rule == "no_end"] == [
        "from step welcome flow main can never end",
        "from step ask_name flow who can never end",
    ]


def test_a_flow_that_only_calls_itself_has_no_way_to_the_end(load: Load, change_files: Replace) -> None:
    change_files("        action: utter_stopped\n", "        call: stop\n")

    assert rules(load()) == ["no_end"]


def test_a_flow_that_calls_itself_only_at_times_can_end(load: Load, change_files: Replace) -> None:
    change_files(
        "        collect: helped\n",
        "        collect: helped\n        next: [{if: slots.helped, then: END}, {else: more}]\n"
        "      - {id: more, call: question}\n",
    )

    assert check(load()) == []


def test_an_action_that_asks_makes_up_for_the_response_and_its_places(load: Load, change_files: Replace) -> None:
    change_files("  utter_ask_name:", "  utter_ask_nam:")
    change_files("groep, {name}", "groep, {anything}")
    script = load()

    assert rules(script) == ["missing_response", "unknown_place"]
    assert rules(replace(script, actions=script.actions | {"action_ask_name", "action_ask_type"})) == []


def test_an_empty_list_of_options_offers_nothing(load: Load) -> None:
    script = load()

    assert rules(replace(script, options={**script.options, "themes": ()})) == ["no_options"]
    assert rules(replace(script, options={**script.options, "themes": (Option("a", {}),)})) == []


def test_slots_that_only_actions_use_are_used(load: Load, change_files: Replace) -> None:
    change_files("  sure: {type: bool}", "  sure: {type: bool}\n  spare: {}")

    assert check(load(), used_elsewhere=["spare"]) == []


def test_issues_name_file_and_line_and_stand_in_the_order_of_the_flows(
    load: Load, change_files: Replace, files: list[Path]
) -> None:
    change_files("(sure=false)", "(shure=false)")
    change_files("ask_again: [area]", "ask_again: [areas]")
    change_files("next: finish", "next: nowhere")

    issues = check(load())

    assert [issue.rule for issue in issues] == ["unknown_target", "undeclared_slot", "undeclared_slot"]
    lines = [issue.file.read_text("utf-8").splitlines()[issue.line - 1].strip() for issue in issues]
    assert lines[:2] == ["next: nowhere", "- id: ask_type"]
    assert lines[2].startswith("- {title: Doorgaan")
    assert [issue.file for issue in issues] == [files[0], files[0], files[1]]


def test_a_script_with_nothing_lacks_what_the_engine_needs() -> None:
    issues = check(Script({}, {}, {}, {}))

    assert [issue.rule for issue in issues] == [
        *["missing_engine_response"] * len(ENGINE_RESPONSES),
        *["missing_words"] * len(WORDS),
    ]


def test_a_button_without_a_title_lacks_every_language(load: Load) -> None:
    script = load()
    known = script.responses["utter_help"]
    bare = replace(known, buttons=(ResponseButton({}, "/help"),))

    issues = check(replace(script, responses={**script.responses, "utter_help": bare}))

    assert [issue.what.split(";")[0] for issue in issues] == [
        "button /help of utter_help has no nl",
        "button /help of utter_help has no en",
    ]


def test_the_help_button_under_every_question_needs_a_flow(load: Load, change_files: Replace) -> None:
    change_files("nl: [help, hulp], en: [help]", "nl: [hulp], en: [assist]")

    assert rules(load()) == ["no_help", "meaningless_payload"]


def test_every_response_that_the_engine_names_is_on_its_list() -> None:
    files = [file for file in Path(flows.engine.__file__).parent.glob("*.py") if "check" not in file.name]
    sources = [file.read_text("utf-8") for file in files]
    texts = [node.value for source in sources for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
    named = {text for text in texts if isinstance(text, str) and re.fullmatch(r"utter_\w*[a-z]", text)}
    given = [re.findall(r'Unreadable\("(\w+)"|"(too_\w+)" if|else "(too_\w+)"', source) for source in sources]
    reasons = {f"utter_reject_{''.join(reason)}" for found in given for reason in found} - {"utter_reject_stale"}

    buttons = {f"utter_button_{name}" for name in (*COMMANDS, "help") if name != "start"}

    assert named | reasons | buttons == {*ENGINE_RESPONSES}
