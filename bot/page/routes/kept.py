"""What the page's script has looked at, or written, of what a visitor's browser keeps. Nothing is stored here."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import Request  # noqa: TC002  fastapi reads the annotations of the routes
from fastapi.responses import Response  # noqa: TC002
from msgspec import to_builtins

from bot.api.exchange import Json, refused, text_of
from bot.errors import NotAnAnswer, RequestRefused
from bot.formats.typed_json import InvalidJson
from bot.page.handlers import language_of
from bot.page.kept.checks import NONE
from bot.page.kept.clippings import clippings_file, read_clippings, standing_now
from bot.page.kept.files import checked_conversation, checked_file
from bot.page.kept.packing import LONGEST_FILE, unpacked
from corpus.errors import BesaError

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI

    from bot.service.library_service import LibraryService

_AT_ONCE = 2


def add_kept_routes(app: FastAPI, service: LibraryService) -> None:
    """Add the routes that check a conversation's file, and the quotations of a saved answer."""
    limiter = CapacityLimiter(_AT_ONCE)

    async def answered(request: Request, check: Callable[[Any], Any]) -> Response:
        try:
            sent = await text_of(request)
            return Json(await run_sync(lambda: to_builtins(_checked(sent, check)), limiter=limiter))
        except BesaError as error:
            return refused(error, request)

    async def conversation(request: Request) -> Response:
        """Return a conversation to keep, or say why it is none."""
        return await answered(request, checked_conversation)

    async def quotations(request: Request) -> Response:
        """Compare the quotations of a file, sent as one JSON string, with the documents."""
        return await answered(request, lambda text: checked_file(_text(text), service))

    async def clippings(request: Request, format: str = "", style: str = "apa") -> Response:
        """Write the quotations that were kept into a file."""
        day, labels = date.today().isoformat(), language_of(request)
        return await answered(request, lambda value: clippings_file(read_clippings(value), format, day, labels, style))

    async def standing(request: Request) -> Response:
        """Return what comes of comparing each of the quotations that were kept with the documents."""
        return await answered(request, lambda value: standing_now(read_clippings(value), service))

    app.add_api_route("/kept/clippings", clippings, methods=["POST"])
    app.add_api_route("/kept/standing", standing, methods=["POST"])
    app.add_api_route("/kept/conversation", conversation, methods=["POST"])
    app.add_api_route("/kept/quotations", quotations, methods=["POST"])


def _checked(sent: str, check: Callable[[Any], Any]) -> Any:
    try:
        return check(unpacked(sent, LONGEST_FILE))
    except (InvalidJson, NotAnAnswer) as error:
        raise RequestRefused(error.message) from error


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise InvalidJson(NONE)
    return value
