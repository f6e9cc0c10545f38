"""From a request to its answer: the same for both faces."""

from __future__ import annotations

import contextlib
import json
import re
from typing import TYPE_CHECKING, Any

from tests.botapi import intake, messages, profile
from tests.botapi.calls import Call, Upload
from tests.botapi.errors import ApiError

if TYPE_CHECKING:
    from tests.botapi.api import BotApi

METHODS = {**messages.METHODS, **profile.METHODS, **intake.METHODS}
METHOD_PATH = re.compile(r"/bot(?P<token>[^/]+)/(?P<method>\w+)")
FILE_PATH = re.compile(r"/file/bot(?P<token>[^/]+)/(?P<path>.+)")
NOT_HELD = 501
"""The answer to what the double lacks: python-telegram-bot reads a 404 as a wrong token."""


async def serve(api: BotApi, path: str, fields: dict[str, str], files: dict[str, Upload]) -> tuple[int, bytes]:
    """The status and body that answer a request.

    Args:
        api: The double.
        path: The path of the address, such as /bot<token>/sendMessage or /file/bot<token>/<path>.
        fields: The fields of the call as text; objects as JSON.
        files: The uploads by the name of their part.
    """
    wanted = FILE_PATH.fullmatch(path) or METHOD_PATH.fullmatch(path)
    if wanted is None or wanted["token"] != api.token:
        return _body(ApiError(401, "Unauthorized").answer())
    if wanted.re is FILE_PATH:
        file = api.files.at(wanted["path"])
        return (200, file.content) if file else _body(ApiError(404, "Not Found").answer())
    return _body(await answer(api, wanted["method"], fields, files))


async def answer(api: BotApi, method: str, fields: dict[str, str], files: dict[str, Upload]) -> dict[str, Any]:
    """Do a call, with the faults that a test ordered, and give its JSON body."""
    call = api.record(method, fields, files)
    try:
        call.answer = {"ok": True, "result": await _with_faults(api, call)}
    except ApiError as error:
        call.answer = error.answer()
    except Exception as error:
        api.problems.append(f"{call.method}: the double broke: {error!r}")
        raise
    return call.answer


async def _with_faults(api: BotApi, call: Call) -> Any:
    with api.lock:
        fault = api.faults.take(call)
    if fault is None:
        return await _perform(api, call)
    if fault.after:
        with contextlib.suppress(ApiError):
            await _perform(api, call)
    if fault.hang:
        await api.faults.hold()
    raise fault.error()


async def _perform(api: BotApi, call: Call) -> Any:
    try:
        result = await _run(api, call)
    except NotImplementedError as lack:
        api.problems.append(f"{call.method}: the double does not hold {lack}")
        raise ApiError(NOT_HELD, f"Not Implemented: {lack}") from lack
    api.problems.extend(f"{call.method}: the double does not hold the field {name}" for name in call.unread())
    return result


async def _run(api: BotApi, call: Call) -> Any:
    if call.method == "getUpdates":
        return await intake.get_updates(api, call)
    if call.method not in METHODS:
        raise NotImplementedError(f"the method {call.method}")
    with api.lock:
        return METHODS[call.method](api, call)


def _body(answer: dict[str, Any]) -> tuple[int, bytes]:
    return answer.get("error_code", 200), json.dumps(answer).encode()
