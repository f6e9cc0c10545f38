"""Checks of what is said: responses exist in every language, fit the channels, and words mean one thing."""

from collections.abc import Iterator
from pathlib import Path

from flows.engine.answers import plain
from flows.engine.check_graph import questions, steps
from flows.engine.definitions import LANGUAGES, Action, Flow, Labels, Response, ResponseButton, Script
from flows.engine.errors import Issue, Rule
from flows.engine.messages import places
from flows.engine.options import PAYLOAD
from flows.engine.questions import COMMANDS

MOST_PAYLOAD_BYTES = 64
MOST_TEXT_UNITS = 4096
"""Limits of Telegram (https://core.telegram.org/bots/api); it counts a text in UTF-16 code units."""

WORDS = (*COMMANDS, "none", "yes", "no", "but", "article", "only", "without", "all")

_REASONS = (
    *("amount", "amount_lines", "amount_negative", "amount_too_large", "choice", "date", "empty"),
    *("later", "number"),
    *("required", "too_few", "too_long", "too_many"),
)
ENGINE_RESPONSES = (
    "utter_button_back",
    "utter_button_done",
    "utter_button_help",
    "utter_button_other",
    "utter_button_skip",
    "utter_close",
    "utter_did_you_mean",
    "utter_flow_changed",
    "utter_heading",
    "utter_field_empty",
    "utter_first_this",
    "utter_no_why",
    "utter_nothing_chosen",
    "utter_nothing_to_undo",
    *("utter_add_now", "utter_add_too_long", "utter_file_not_here", "utter_file_too_long", "utter_refused"),
    *(f"utter_reject_{reason}" for reason in (*_REASONS, "parts")),
    "utter_skipped",
    "utter_stale",
    "utter_stuck",
    "utter_current",
    "utter_nothing_to_finish",
    "utter_nothing_to_finish_skip",
    "utter_understood",
    "utter_unknown_command",
    "utter_welcome_back",
    "utter_which_did_you_mean",
)
"""What the engine itself says."""


def home(script: Script) -> Path:
    """Give the file for issues about what stands nowhere: that of the first response, or else of the first flow."""
    files = [response.file for response in script.responses.values()]
    return next(iter([*files, *(flow.file for flow in script.flows.values())]), Path())


def missing_responses(script: Script) -> Iterator[Issue]:
    """A step says a response that does not exist."""
    for flow, step in steps(script):
        if isinstance(step, Action) and step.name.startswith("utter_") and step.name not in script.responses:
            yield _missing(step.name, flow, step.line)
    for flow, step in questions(script):
        if step.utter not in script.responses and f"action_ask_{step.slot}" not in script.actions:
            yield _missing(step.utter, flow, step.line)


def _missing(response: str, flow: Flow, line: int, rule: Rule = "missing_response") -> Issue:
    return Issue(flow.file, line, rule, f"response {response} does not exist; write it under responses")


def missing_rejection_responses(script: Script) -> Iterator[Issue]:
    """A rejection does not say what is wrong with the answer."""
    for flow, step in questions(script):
        for rejection in step.rejections:
            if rejection.utter not in script.responses:
                yield _missing(rejection.utter, flow, rejection.line, "missing_rejection_response")


def missing_engine_responses(script: Script) -> Iterator[Issue]:
    """A response that the engine itself says does not exist."""
    for name in ENGINE_RESPONSES:
        if name not in script.responses:
            what = f"the engine itself says {name}; write it under responses"
            yield Issue(home(script), 1, "missing_engine_response", what)


def missing_languages(script: Script) -> Iterator[Issue]:
    """A text, a button or the name of a flow with a heading lacks a language."""
    for response in script.responses.values():
        parts: list[tuple[str, Labels, int]] = [("the text", response.texts, response.line)]
        parts += [(f"button {button.payload}", button.titles, button.line) for button in response.buttons]
        for part, labels, line in parts:
            for language in _lacking(labels):
                what = f"{part} of {response.name} has no {language}; add it under translation"
                yield Issue(response.file, line, "missing_language", what)
    for flow in script.flows.values():
        for language in _lacking(flow.names) if flow.progress else ():
            what = f"the name of flow {flow.id} has no {language}; it stands above questions, so translate it"
            yield Issue(flow.file, flow.line, "missing_language", what)


def _lacking(labels: Labels) -> list[str]:
    return [language for language in LANGUAGES if not labels.get(language)]


def missing_words(script: Script) -> Iterator[Issue]:
    """A fixed meaning has no words."""
    for name in WORDS:
        if not script.words.get(name):
            yield Issue(
                home(script), 1, "missing_words", f"nothing stands under words for {name}; say how people say it"
            )


def words_said_twice(script: Script) -> Iterator[Issue]:
    """Words under `said_as` mean something else too, or are nothing but signs."""
    means = {word: f"the word for {name}" for name in WORDS for word in script.words.get(name, ())}
    for flow in script.flows.values():
        for word in dict.fromkeys(plain(word) for said in flow.said_as.values() for word in said):
            if not word:
                what = f"flow {flow.id} is said as signs only, which are not heard; use words"
                yield Issue(flow.file, flow.line, "words_twice", what)
            elif word in means:
                what = f"flow {flow.id} is said as '{word}', which is also {means[word]}; choose one"
                yield Issue(flow.file, flow.line, "words_twice", what)
            else:
                means[word] = f"said for flow {flow.id}"


def _buttons(script: Script) -> Iterator[tuple[Response, ResponseButton]]:
    return ((response, button) for response in script.responses.values() for button in response.buttons)


def long_payloads(script: Script) -> Iterator[Issue]:
    """What a button says does not fit in Telegram; payloads with places are filled in later and not checked."""
    for response, button in _buttons(script):
        size = len(button.payload.encode())
        if size > MOST_PAYLOAD_BYTES and not places(button.payload):
            most = f"{MOST_PAYLOAD_BYTES} at most, so shorten it"
            what = f"payload {button.payload} of {response.name} has {size} bytes; {most}"
            yield Issue(response.file, button.line, "long_payload", what)


def payloads_without_meaning(script: Script) -> Iterator[Issue]:
    """Pressing a button means nothing: its payload is no answer, no fixed word and no words of a flow."""
    commands = {word for name in COMMANDS for word in script.words.get(name, ())}
    said = [(plain(word), flow) for flow in script.flows.values() for said in flow.said_as.values() for word in said]
    for response, button in _buttons(script):
        if not button.payload or PAYLOAD.fullmatch(button.payload) or places(button.payload):
            continue
        text = plain(button.payload.removeprefix("/"))
        starts = any(text == word or (flow.argument and text.startswith(word + " ")) for word, flow in said)
        if not starts and text not in commands:
            what = f"payload {button.payload} of {response.name} means nothing; use /SetSlots(slot=value) or /words"
            yield Issue(response.file, button.line, "meaningless_payload", what)


def long_texts(script: Script) -> Iterator[Issue]:
    """A text does not fit in one message."""
    for response in script.responses.values():
        for language, text in response.texts.items():
            size = len(text.encode("utf-16-le")) // 2
            if size > MOST_TEXT_UNITS:
                what = f"{response.name} has {size} characters in {language}; {MOST_TEXT_UNITS} at most, so split it"
                yield Issue(response.file, response.line, "long_text", what)
