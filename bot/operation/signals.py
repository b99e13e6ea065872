"""Being told to end: by Ctrl+C, or by whatever started this process."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_OFTEN = 0.5
"""Seconds: Windows tells of a signal only between two waits."""


class StopSignal:
    """Whether this process was told to end."""

    def __init__(self) -> None:
        self._told = threading.Event()

    def wait(self, goes_on: Callable[[], bool]) -> None:
        """Wait until it is, or nothing goes on any more."""
        while goes_on() and not self._told.wait(_OFTEN):
            pass

    def tell(self, *_: object) -> None:
        """Be told; at the second time, end at once."""
        if self._told.is_set():
            os._exit(130)
        self._told.set()


@contextmanager
def stop_signal() -> Iterator[StopSignal]:
    """Take SIGINT and SIGTERM while the block lasts, in the main thread; elsewhere, nobody but the program tells."""
    stop = StopSignal()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {each: signal.signal(each, stop.tell) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
