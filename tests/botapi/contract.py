"""An independent table of the Bot API: what passed is checked against aiogram and python-telegram-bot.

The bot speaks through python-telegram-bot, so its calls are checked against aiogram's classes. The updates
are the double's own work, so both libraries check them.
"""

from __future__ import annotations

import json
import types
from collections.abc import Iterator
from functools import cache
from typing import Any, Union, get_args, get_origin

import aiogram.methods
import telegram
from aiogram.types import Update
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from tests.botapi.calls import Call

METHODS: dict[str, Any] = {
    name: method
    for method in vars(aiogram.methods).values()
    if isinstance(name := getattr(method, "__api_method__", None), str)
}


def check_call(call: Call) -> list[str]:
    """What is wrong with a call or with the double's answer to it, a sentence each."""
    method = METHODS.get(call.method)
    if method is None:
        return [f"{call.method}: no such method"]
    known: dict[str, FieldInfo] = method.model_fields
    attached = {value.removeprefix("attach://") for value in call.fields.values() if value.startswith("attach://")}
    names = set(call.fields) | (set(call.files) - attached)
    missing = {name for name, info in known.items() if info.is_required()} - names
    problems = [f"{call.method}: no such field: {name}" for name in sorted(names - set(known))]
    problems += [f"{call.method}: the field {name} is missing" for name in sorted(missing)]
    if not problems:
        problems += _check_values(call, method)
    if call.ok and call.answer is not None:
        problems += _check(f"answer to {call.method}", _adapter(call.method), call.answer["result"])
    return problems


def check_update(update: dict[str, Any]) -> list[str]:
    """What is wrong with an update, a sentence each."""
    problems = _check("update", TypeAdapter(Update), update)
    read = telegram.Update.de_json(update, None)
    if not _holds(json.loads(read.to_json()), update):
        problems.append(f"update: python-telegram-bot reads {update} as {read.to_dict()}")
    return problems


def _holds(read: Any, sent: Any) -> bool:
    """Whether all that was sent was read; the library adds some fields that are false."""
    if isinstance(sent, dict) and isinstance(read, dict):
        return all(name in read and _holds(read[name], value) for name, value in sent.items())
    if isinstance(sent, list) and isinstance(read, list) and len(sent) == len(read):
        return all(map(_holds, read, sent))
    return bool(read == sent)


@cache
def _adapter(method: str) -> TypeAdapter[Any]:
    return TypeAdapter(METHODS[method].__returning__)


def _check_values(call: Call, method: Any) -> list[str]:
    values: dict[str, Any] = dict.fromkeys(call.files, "attach://file")
    for name, text in call.fields.items():
        takes_text = str in _kinds(method.model_fields[name].annotation)
        try:
            values[name] = text if takes_text else json.loads(text)
        except ValueError:
            return [f"{call.method}: the field {name} is not JSON: {text}"]
    return _check(call.method, TypeAdapter(method), {key: values[key] for key in method.model_fields if key in values})


def _kinds(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation) if get_origin(annotation) in {Union, types.UnionType} else (annotation,)


def _check(what: str, adapter: TypeAdapter[Any], value: Any) -> list[str]:
    try:
        read = adapter.validate_python(value)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        return [f"{what}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in faults]
    return [f"{what}: no such field: {path}" for path in _extras(read, "")]


def _extras(value: Any, path: str) -> Iterator[str]:
    """The fields, at any depth, that the classes do not know."""
    if isinstance(value, BaseModel):
        extra = value.model_extra or {}
        yield from (f"{path}{name}" for name in extra)
        for name in value.model_fields_set - set(extra):
            yield from _extras(getattr(value, name), f"{path}{name}.")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _extras(item, f"{path}{index}.")
