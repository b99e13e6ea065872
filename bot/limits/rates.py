"""How many requests a second an address may make: token buckets."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.limits.rules import Rate

_MOST = 10_000
"""So many addresses are remembered at most; those that asked longest ago are forgotten first."""


class RateLimit:
    """One bucket for each key: it holds `rate.at_once` tokens, fills at `rate.per_second`, and a request takes one."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def seconds_to_wait(self, key: str) -> float:
        """Take a token and return 0.0; where there is none, return after how many seconds there will be one."""
        now = self._clock()
        tokens, last = self._buckets.pop(key, (float(self._rate.at_once), now))
        tokens = min(self._rate.at_once, tokens + (now - last) * self._rate.per_second)
        wait = 0.0 if tokens >= 1.0 else (1.0 - tokens) / self._rate.per_second
        self._buckets[key] = (tokens - 1.0 if not wait else tokens, now)
        if len(self._buckets) > _MOST:
            self._buckets.popitem(last=False)
        return wait
