"""Threads whose work is done in turns: one piece for each who waits, then the next piece of each."""

from __future__ import annotations

import threading
import time
from collections import Counter, OrderedDict, deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
_HERE_SECONDS = 60.0
"""Whoever asked within this time is taken to be here, and may ask again."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of work, for whom it is done, and who waits for it."""

    key: str
    work: Callable[[], Any]
    done: Future[Any] = field(default_factory=Future)

    def do(self) -> None:
        if not self.done.set_running_or_notify_cancel():
            return
        try:
            self.done.set_result(self.work())
        except BaseException as error:  # noqa: BLE001  whoever waits for the work raises it
            self.done.set_exception(error)


class TurnTaking:
    """A pool of threads. Of those who wait, whoever was served longest ago comes first, whatever else they wait for.

    As long as several are here, none of them has all threads: one is free when another one asks.
    """

    def __init__(self, threads: int, name: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._threads = ThreadPoolExecutor(threads, name)
        self._most = threads
        self._clock = clock
        self._lock = threading.Lock()
        self._waiting: OrderedDict[str, deque[_Piece]] = OrderedDict()
        self._running: Counter[str] = Counter()
        self._asked: OrderedDict[str, float] = OrderedDict()

    def submit(self, key: str, work: Callable[[], T]) -> Future[T]:
        """Have a piece of work done for `key`, after those that it gave before; any thread may call this."""
        piece = _Piece(key, work)
        with self._lock:
            self._waiting.setdefault(key, deque()).append(piece)
            self._asked[key] = self._clock()
            self._asked.move_to_end(key)
        self._threads.submit(self._work)
        return piece.done

    def _work(self) -> None:
        while (piece := self._next()) is not None:
            piece.do()
            with self._lock:
                self._running[piece.key] -= 1

    def _next(self) -> _Piece | None:
        """Take the next piece whose turn it is; None if all that wait have as many threads as they may."""
        with self._lock:
            most = self._most_of_one()
            key = next((each for each in self._waiting if self._running[each] < most), None)
            if key is None:
                return None
            pieces = self._waiting.pop(key)
            piece = pieces.popleft()
            if pieces:
                self._waiting[key] = pieces
            self._running[key] += 1
            return piece

    def _most_of_one(self) -> int:
        """Return how many threads one may have: all of them only while nobody else is here."""
        since = self._clock() - _HERE_SECONDS
        while self._asked and next(iter(self._asked.values())) < since:
            self._asked.popitem(last=False)
        self._running = +self._running
        return self._most if len(self._asked) <= 1 else max(1, self._most - 1)
