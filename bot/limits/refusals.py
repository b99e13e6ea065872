"""How a request is refused that is too much: in words, with the time after which to come again."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import anyio
from fastapi.responses import JSONResponse

from bot.wording.labels import labels_for
from corpus.messages import Message

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

LINGER_SECONDS = 5.0
LINGER_BYTES = 8 * 2**20


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not carried out, and after how many seconds it may be; `kind` names it in the metrics."""

    kind: str
    status: int
    words: Message
    retry_after: float | None = None

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request with it, and close the connection: what is left of its body is not waited for."""
        languages = [value.decode("latin-1") for name, value in scope["headers"] if name == b"accept-language"]
        words = labels_for(languages[0] if languages else None).translate(self.words)
        headers = {"cache-control": "no-store"}
        if self.retry_after is not None:
            headers["retry-after"] = str(max(1, math.ceil(self.retry_after)))
        if _has_body(scope):
            headers["connection"] = "close"
            await linger(receive)
        response = JSONResponse({"status": "failed", "detail": words, "reason": words}, self.status, headers)
        await response(scope, receive, send)


async def linger(receive: Receive) -> None:
    """Let come what little of a refused body is on its way: a proxy that cannot send it on shows its own error."""
    size, is_coming = 0, True
    with anyio.move_on_after(LINGER_SECONDS):
        while is_coming and size <= LINGER_BYTES:
            message = await receive()
            size += len(message.get("body", b""))
            is_coming = message["type"] == "http.request" and message.get("more_body", False)


def _has_body(scope: Scope) -> bool:
    told = {name: value for name, value in scope["headers"] if name in {b"content-length", b"transfer-encoding"}}
    return b"transfer-encoding" in told or told.get(b"content-length", b"0") != b"0"


def too_large(limit: int) -> Refusal:
    """Refuse a body of more than `limit` bytes."""
    return Refusal(
        "body",
        413,
        Message("That is too much at once: at most {kilobytes:,} KB are taken here.", kilobytes=limit // 1024),
    )


def too_fast(wait: float) -> Refusal:
    """Refuse a request of an address that makes too many."""
    return Refusal(
        "rate",
        429,
        Message("Too many requests from your address: wait {seconds:,} s, then try again.", seconds=math.ceil(wait)),
        wait,
    )


OWN_SHARE = Refusal(
    "share",
    429,
    Message("As much as one visitor may ask for at a time is under way for you: wait for it, then try again."),
    2.0,
)
ALL_TAKEN = Refusal("busy", 503, Message("Very many are asking at the moment. Wait a little, then try again."), 5.0)
STOPPING = Refusal("stopping", 503, Message("Besa is being stopped here. Try again in a minute."), 60.0)
TOO_MANY_FILES = Refusal(
    "uploads",
    429,
    Message("too many files are on their way at once; wait a moment, then add this one again"),
    10.0,
)
