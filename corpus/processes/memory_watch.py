"""A process that ends itself where it takes up more memory than what it does just now should need. On Linux."""

from __future__ import annotations

import os
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

TOO_MUCH_MEMORY = 77
"""Exit status of such an end."""
_LOOK_SECONDS = 0.01
_RESIDENT = Path("/proc/self/statm")


class MemoryWatch:
    """Looks at this process's memory from a thread of its own, also while native code keeps all others waiting."""

    def __init__(self) -> None:
        self._most: int | None = None
        self._set = threading.Event()
        self._thread: threading.Thread | None = None

    @contextmanager
    def growing_at_most(self, more: int) -> Iterator[None]:
        """End this process if, inside the block, it takes up so many bytes more than now."""
        now = _resident()
        before, self._most = self._most, None if now is None else now + more
        if self._most is not None:
            self._watch()
        try:
            yield
        finally:
            self._most = before
            if before is None:
                self._set.clear()

    def _watch(self) -> None:
        self._set.set()
        if self._thread is None:
            self._thread = threading.Thread(target=self._look, name="memory", daemon=True)
            self._thread.start()

    def _look(self) -> None:
        while self._set.wait():
            most, now = self._most, _resident()
            if most is not None and now is not None and now > most:
                os._exit(TOO_MUCH_MEMORY)
            time.sleep(_LOOK_SECONDS)


def _resident() -> int | None:
    try:
        return int(_RESIDENT.read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return None
