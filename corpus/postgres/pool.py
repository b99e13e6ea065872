"""Open connections to one server: as many as there are threads that use one, up to a limit, and few between uses.

An outage is noticed by whoever needs the server next, at once, and its end likewise: nothing waits in the background.
"""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

UNCHECKED_SECONDS = 1.0
"""How long a connection may have been idle for it to be lent without a question whether it still works."""


class _Closable(Protocol):
    def close(self) -> None: ...


Lent = TypeVar("Lent", bound=_Closable)


class PoolExhausted(Exception):
    """All connections were in use for as long as was waited."""


class ServerPool(Generic[Lent]):
    """Connections that `connect` opens, `works` checks, and `is_clean` says may be lent again; `most` at a time."""

    def __init__(
        self,
        connect: Callable[[], Lent],
        works: Callable[[Lent], bool],
        is_clean: Callable[[Lent], bool],
        most: int,
        wait_seconds: float,
    ) -> None:
        self._connect = connect
        self._works = works
        self._is_clean = is_clean
        self._wait_seconds = wait_seconds
        self._free = threading.BoundedSemaphore(most)
        self._idle: list[tuple[float, Lent]] = []
        self._lock = threading.Lock()
        self._closed = False

    @contextmanager
    def connection(self) -> Iterator[Lent]:
        """Lend a connection to this thread alone. Raises PoolExhausted, and what `connect` raises."""
        if not self._free.acquire(timeout=self._wait_seconds):
            raise PoolExhausted(f"all connections were in use for {self._wait_seconds:.0f} s")
        try:
            lent = self._taken()
            try:
                yield lent
            finally:
                self._give_back(lent)
        finally:
            self._free.release()

    def close(self) -> None:
        """Close idle connections now, and the others as they are given back."""
        with self._lock:
            self._closed, idle, self._idle = True, self._idle, []
        for _, each in idle:
            each.close()

    def check_idle(self) -> None:
        """Have each idle connection asked whether it works before it is lent again: one was just lost."""
        with self._lock:
            self._idle = [(float("-inf"), each) for _, each in self._idle]

    def _taken(self) -> Lent:
        while True:
            with self._lock:
                if not self._idle:
                    break
                since, lent = self._idle.pop()
            if time.monotonic() - since < UNCHECKED_SECONDS or self._works(lent):
                return lent
            lent.close()
        return self._connect()

    def _give_back(self, lent: Lent) -> None:
        if self._is_clean(lent):
            with self._lock:
                if not self._closed:
                    self._idle.append((time.monotonic(), lent))
                    return
        lent.close()
