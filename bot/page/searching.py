"""Searches that a visitor may give up, a few at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING, TypeVar

from embeddings.onnx_encoder import available_cores

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

AT_ONCE = max(2, available_cores())
"""So many questions are searched for at a time, whoever asks."""
_SEARCHERS = ThreadPoolExecutor(AT_ONCE, "search")


class Search:
    """One search. gradio's own cancelling waits for the handler's end and tells it as a failure; this does neither."""

    def __init__(self) -> None:
        self._over = Event()
        self._given_up = False

    def give_up(self) -> None:
        """Ends the wait. A search that waits for its turn never begins; one that runs ends unheard."""
        self._given_up = True
        self._over.set()

    def find(self, search: Callable[[], T]) -> T | None:
        """What is found, None where the search was given up. Raises what it raises."""
        found = _SEARCHERS.submit(search)
        found.add_done_callback(lambda _: self._over.set())
        self._over.wait()
        if self._given_up:
            found.cancel()
            return None
        return found.result()
