"""Steps that tell what is known: answers, examples, tips, and how to reach a person."""

from collections.abc import Iterable, Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from flows.actions.base import Step, option
from flows.services.calls import find_call
from flows.services.context import Context
from knowledge.cases import confusions, examples, tips
from knowledge.faq import SURE, search
from knowledge.languages import Language
from knowledge.sources import Source
from knowledge.texts import text


class AnswerQuestion(Step):
    """Answers a question from the knowledge base, with its sources."""

    id = "action_answer_question"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Answer, or say that the staff knows more."""
        language = slots["language"]
        hits = search(slots["question"], language)
        contact = _contact(context, slots)
        if not hits or hits[0].score < SURE:
            say.utter_message(response="utter_no_answer", contact=contact)
            if hits:
                questions = "\n".join(hit.answer.question[language] for hit in hits)
                say.utter_message(response="utter_related_questions", questions=questions)
            return {}
        found = hits[0].answer
        name = "utter_answer_local" if found.local else "utter_answer"
        sources = _sources(found.sources, language)
        say.utter_message(response=name, answer=found.answer[language], contact=contact, sources=sources)
        return {}


class TellContact(Step):
    """Says how to reach a person at the municipality."""

    id = "action_tell_contact"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Tell."""
        say.utter_message(response="utter_contact", contact=_contact(context, slots))
        return {}


class ListExamples(Step):
    """Lists the examples."""

    id = "action_list_examples"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give the options."""
        return {"example_options": [option(example.id, example.title) for example in examples()]}


class ShowExample(Step):
    """Shows one example."""

    id = "action_show_example"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Tell what happened and what can be learnt."""
        language = slots["language"]
        for example in examples():
            if example.id == slots["example"]:
                say.utter_message(
                    response="utter_example",
                    title=example.title[language],
                    what=example.what[language],
                    lesson=example.lesson[language],
                    sources=_sources(example.sources, language),
                )
        return {}


class ShowTips(Step):
    """Shows all tips."""

    id = "action_show_tips"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Tell them."""
        language = slots["language"]
        lines = [f"{tip.text[language]}\n{_sources(tip.sources, language)}" for tip in tips()]
        say.utter_message(response="utter_tips", tips="\n\n".join(lines))
        return {}


class ShowConfusions(Step):
    """Shows what confused others."""

    id = "action_show_confusions"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Tell them."""
        language = slots["language"]
        lines = [
            text("confusion", language, question=one.confusion[language], answer=one.answer[language])
            + "\n"
            + _sources(one.sources, language)
            for one in confusions()
        ]
        say.utter_message(response="utter_confusions", confusions="\n\n".join(lines))
        return {}


def _contact(context: Context, slots: Mapping[str, Any]) -> str:
    """How to reach the staff of the call, or of the municipality in general."""
    language: Language = slots["language"]
    if not slots.get("call"):
        return text("no_contact", language)
    return find_call(context, slots["call"]).contact.how[language]


def _sources(sources: Iterable[Source], language: Language) -> str:
    return "\n".join(text("source", language, title=source.title, url=source.url) for source in sources)
