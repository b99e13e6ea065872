"""Being told to end: by Ctrl+C, or by whatever started this process.

An exception in whatever line is being run, as Python makes of SIGINT, may be swallowed by a finalizer, or come between
two lines that belong together. So a signal only sets an event, and whoever works looks at it where it can end.
"""

from __future__ import annotations

import os
import signal
import threading
from contextlib import contextmanager
from queue import SimpleQueue
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_OFTEN = 0.5
"""Seconds: Windows tells of a signal only between two waits."""


class StopSignal:
    """Whether this process was told to end: `told` is set once it was."""

    def __init__(self, on_signal: Callable[[], object] = lambda: None) -> None:
        """`on_signal` is called once, in another thread, where it was a signal that told."""
        self.told = threading.Event()
        self._signals: SimpleQueue[bool] = SimpleQueue()
        self._on_signal = on_signal
        self._once = False

    def wait(self, goes_on: Callable[[], bool]) -> None:
        """Wait until it is, or nothing goes on any more."""
        while goes_on() and not self.told.wait(_OFTEN):
            pass

    def signalled(self, *_: object) -> None:
        """Take a signal, between any two lines of the main thread; the second one ends the process at once.

        An event has a lock, which the interrupted line may hold: it is set by the thread that listens.
        """
        if self._once:
            os._exit(130)
        self._once = True
        self._signals.put(True)

    def listen(self) -> None:
        """Set `told` once a signal has come; return then, or after `leave`."""
        if self._signals.get():
            self.told.set()
            self._on_signal()

    def leave(self) -> None:
        """End `listen`."""
        self._signals.put(False)


@contextmanager
def stop_signal(on_signal: Callable[[], object] = lambda: None) -> Iterator[StopSignal]:
    """Take SIGINT and SIGTERM while the block lasts, in the main thread; elsewhere, nobody but the program tells."""
    stop = StopSignal(on_signal)
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    listening = threading.Thread(target=stop.listen, name="signals", daemon=True)
    listening.start()
    before = {each: signal.signal(each, stop.signalled) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
        stop.leave()
        listening.join()
