"""Searches that a visitor may give up, a few at a time; nothing but the searches themselves has a thread."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from bot.limits.turns import TurnTaking
from embeddings.encoders.onnx import available_cores

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

AT_ONCE = max(2, available_cores())
"""So many questions are searched for at a time, whoever asks."""
_SEARCHERS = TurnTaking(AT_ONCE, "search")


class Search:
    """One search. gradio's own cancelling waits for the handler's end and tells it as a failure; this does neither."""

    def __init__(self) -> None:
        self._given_up: Future[None] = Future()

    def give_up(self) -> None:
        """End the wait, from any thread. A search that waits for its turn never begins; one that runs ends unheard."""
        with suppress(InvalidStateError):
            self._given_up.set_result(None)

    async def find(self, search: Callable[[], T], key: str = "") -> T | None:
        """Return what the search finds; None if it was given up. Raises what the search raises.

        Those of different keys take turns, so that nobody waits for all the searches of another.
        """
        outcome = asyncio.wrap_future(_SEARCHERS.submit(key, search))
        try:
            await asyncio.wait((outcome, asyncio.wrap_future(self._given_up)), return_when=asyncio.FIRST_COMPLETED)
            return None if self._given_up.done() else await outcome
        finally:
            outcome.cancel()  # where it has not begun


def find_in_turn(search: Callable[[], T], key: str) -> T:
    """Return what the search finds, for a thread that waits for its turn. Raises what the search raises."""
    return _SEARCHERS.submit(key, search).result()
