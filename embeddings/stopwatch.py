"""How long each step of a piece of work takes."""

from __future__ import annotations

import time


class Stopwatch:
    """Runs from when it is made. `steps` are milliseconds by step, in the order in which the steps were first taken."""

    def __init__(self) -> None:
        self._begun = self._since = time.perf_counter()
        self.steps: dict[str, float] = {}

    def lap(self, step: str) -> None:
        """Note that what was done since the last lap was `step`."""
        now = time.perf_counter()
        self.steps[step] = self.steps.get(step, 0.0) + (now - self._since) * 1000.0
        self._since = now

    @property
    def elapsed(self) -> float:
        """Milliseconds up to the last lap: the sum of the steps."""
        return (self._since - self._begun) * 1000.0
