"""Requests of programs as typed objects, and what they get as JSON: replies, and errors in Besa's words."""

from __future__ import annotations

import json
import logging
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

from fastapi.responses import JSONResponse

from bot.errors import (
    AWAY_SECONDS,
    AnsweringFailed,
    LibraryAway,
    NotAnAnswer,
    OutsideDocument,
    QuestionError,
    RequestRefused,
)
from bot.formats.typed_json import InvalidJson, convert, parse
from bot.wording.labels import labels_for
from corpus.errors import BesaError, LibraryUnreachable, UnknownDocument
from corpus.messages import Message, listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import Request

T = TypeVar("T")

_LOG = logging.getLogger("besa")
OPENAI = "/v1/"
_STATUS: tuple[tuple[type[BesaError], int], ...] = (
    (UnknownDocument, 404),
    (QuestionError, 422),
    (OutsideDocument, 422),
    (NotAnAnswer, 422),
    (AnsweringFailed, 503),
    (LibraryAway, 503),
)
_BROKEN = Message("Something went wrong with this request: whoever serves the library sees what in the terminal.")


class Json(JSONResponse):
    """A reply in JSON that can carry any text: lone surrogates, which UTF-8 cannot, are escaped."""

    def render(self, content: Any) -> bytes:
        """Return the bytes of the body."""
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


async def text_of(request: Request) -> str:
    """Return the body of a request. Raises RequestRefused for what is no UTF-8."""
    try:
        return (await request.body()).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RequestRefused(Message("The body is not UTF-8: send JSON in UTF-8."), 400) from error


async def body_of(request: Request, kind: type[T], *, other_keys: bool = False) -> T:
    """Return the JSON body of a request as an instance of `kind`, a dataclass. Raises RequestRefused.

    Without `other_keys`, a key that `kind` has no field for is refused: a misspelt filter would choose nothing.
    """
    try:
        value = parse(await text_of(request))
    except InvalidJson as error:
        raise RequestRefused(Message("The body cannot be read: {problem}.", problem=error.message), 400) from error
    return _converted(value, kind, other_keys=other_keys, strict=True)


def query_of(request: Request, kind: type[T]) -> T:
    """Return the parameters in the address of a request as an instance of `kind`. Raises RequestRefused."""
    return _converted(dict(request.query_params), kind, other_keys=False, strict=False)


def refused(error: Exception, request: Request) -> Json:
    """Return what a program gets for an error, in the language that it wants, and in OpenAI's shape where it is that.

    What is not for it to know is logged.
    """
    error = LibraryAway() if isinstance(error, LibraryUnreachable) else error
    status, message = _told(error)
    headers = {"retry-after": str(AWAY_SECONDS)} if isinstance(error, LibraryAway) else None
    reason = labels_for(request.headers.get("accept-language")).translate(message)
    if request.url.path.removeprefix(request.scope.get("root_path", "")).startswith(OPENAI):
        kind = "invalid_request_error" if status < 500 else "server_error"
        return Json({"error": {"message": reason, "type": kind, "param": None, "code": None}}, status, headers)
    return Json({"status": "failed", "reason": reason}, status, headers)


def _told(error: Exception) -> tuple[int, Message]:
    if isinstance(error, RequestRefused):
        return error.status, error.message
    for kind, status in _STATUS:
        if isinstance(error, kind):
            return status, error.message
    _LOG.error("A program could not be answered: %s", error)
    return 500, _BROKEN


def _converted(value: Any, kind: type[T], *, other_keys: bool, strict: bool) -> T:
    try:
        converted = convert(value, kind, strict=strict)
    except InvalidJson as error:
        raise RequestRefused(Message("The request cannot be understood: {problem}.", problem=error.message)) from error
    if not other_keys:
        _check_keys(value, [each.name for each in fields(kind)])  # type: ignore[arg-type]
    return converted


def _check_keys(value: Mapping[str, Any], known: list[str]) -> None:
    for key in value:
        if key not in known:
            raise RequestRefused(Message("“{key}” is none of these: {keys}", key=key[:50], keys=listed(known)))
