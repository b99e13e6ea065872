"""Slows down who tries one password after the other."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from typing import TYPE_CHECKING

from bot.access.addresses import network_of

if TYPE_CHECKING:
    from collections.abc import Callable

FREE_TRIES = 5
LONGEST_WAIT = 300.0
_FORGOTTEN_AFTER = 3_600.0
_MOST = 10_000
"""So many addresses are remembered at most; those that failed longest ago are forgotten first."""


class SlowDown:
    """Counts failures by address: after some, each doubles how long the next try has to wait."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def seconds_to_wait(self, address: str) -> float:
        """Return how long whoever asks from there has to wait before the next try."""
        with self._lock:
            count, last = self._failures.get(network_of(address), (0, 0.0))
        wait = min(2.0 ** (count - FREE_TRIES), LONGEST_WAIT) if count >= FREE_TRIES else 0.0
        return max(0.0, last + wait - self._clock())

    def failed(self, address: str) -> None:
        """Remember a failure."""
        network, now = network_of(address), self._clock()
        with self._lock:
            count, last = self._failures.pop(network, (0, now))
            self._failures[network] = (1 if now - last > _FORGOTTEN_AFTER else min(count + 1, 60), now)
            while len(self._failures) > _MOST:
                self._failures.popitem(last=False)

    def succeeded(self, address: str) -> None:
        """Forget the failures."""
        with self._lock:
            self._failures.pop(network_of(address), None)
