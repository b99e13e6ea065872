"""Keeps a child process going, and has another in its place when it dies."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Generic, TypeVar

from corpus.processes.child_process import ChildProcess, ProcessDied

if TYPE_CHECKING:
    from collections.abc import Callable

Child = TypeVar("Child", bound=ChildProcess)


class Supervisor(Generic[Child]):
    """The one owner of a child process, which `start` starts. Its methods may be called from several threads."""

    def __init__(self, start: Callable[[], Child]) -> None:
        self._start = start
        self._child: Child | None = None
        self._closed = False
        self._lock = threading.Lock()

    def child(self) -> Child:
        """Return the process: a new one where there is none, or the last one died. Raises ProcessDied once closed."""
        with self._lock:
            if self._closed:
                raise ProcessDied
            if self._child is not None and self._child.died:
                self._end()
            if self._child is None:
                self._child = self._start()
            return self._child

    def end(self) -> None:
        """End the process, if there is one; `child` starts another."""
        with self._lock:
            self._end()

    def close(self) -> None:
        """End the process, if there is one, for good."""
        with self._lock:
            self._closed = True
            self._end()

    def _end(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None
