"""The error answers of the Bot API."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """An answer that is not ok: an error code, a description and perhaps parameters."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.parameters = parameters or {}

    def answer(self) -> dict[str, Any]:
        """The JSON body that goes with the error."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(why: str) -> ApiError:
    """A 400 with Telegram's usual prefix."""
    return ApiError(400, f"Bad Request: {why}")


def conflict(why: str) -> ApiError:
    """A 409: two ways of fetching updates stand in each other's way."""
    return ApiError(409, f"Conflict: {why}")
