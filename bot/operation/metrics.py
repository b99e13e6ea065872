"""The figures of a server, in the format of Prometheus. The one door to prometheus_client."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.operation.processes import children, resident_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.answers import Answer

CONTENT_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_STEP_SECONDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)


@dataclass(frozen=True, slots=True)
class ServerState:
    """What a server holds at a moment: what is under way, who is connected, and what its library has."""

    under_way: int
    connections: int
    turned_away: int
    sessions: int
    documents: int
    passages: int
    embedded: int


class ServerMetrics:
    """Counts what happens; any thread may. Nothing of what is asked or answered is kept, and nobody's name."""

    def __init__(self, state: Callable[[], ServerState]) -> None:
        """`state` is asked whenever the figures are."""
        self._registry = CollectorRegistry()
        self._questions = self._counter("besa_questions", "Questions by what became of them.", "outcome")
        self._seconds = Histogram(
            "besa_answer_seconds",
            "Time from asking the library to its answer.",
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._steps = Histogram(
            "besa_answer_step_seconds", "Time of a step.", ["step"], buckets=_STEP_SECONDS, registry=self._registry
        )
        self._refusals = self._counter("besa_refused_requests", "Requests beyond a limit, by which.", "reason")
        self._responses = self._counter("besa_responses", "Answers by their status.", "status")
        ProcessCollector(registry=self._registry)
        self._registry.register(_Gauges(state))

    def answered(self, answer: Answer | None, seconds: float) -> None:
        """Count a question; without an answer, it failed."""
        self._questions.labels(_outcome(answer)).inc()
        self._seconds.observe(seconds)
        for step, taken in answer.timings_ms.items() if answer is not None else ():
            self._steps.labels(step).observe(taken / 1000)

    def refused(self, reason: str) -> None:
        """Count a request that was beyond a limit."""
        self._refusals.labels(reason).inc()

    def responded(self, status: int) -> None:
        """Count an answer; of status 0 are those that were given up before they began."""
        self._responses.labels(str(status)).inc()

    def text(self) -> bytes:
        """Return all figures as they are now."""
        return generate_latest(self._registry)

    def _counter(self, name: str, about: str, label: str) -> Counter:
        return Counter(name, about, [label], registry=self._registry)


class _Gauges(Collector):
    """What is looked up when it is asked for."""

    def __init__(self, state: Callable[[], ServerState]) -> None:
        self._state = state

    def describe(self) -> list[GaugeMetricFamily]:
        """Return nothing: names are told with the values, and nothing is looked up to begin with."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Return the gauges."""
        now = self._state()
        for name, about, value in (
            ("besa_questions_under_way", "Questions and uploads that are not done yet.", now.under_way),
            ("besa_connections", "Connections that are open.", now.connections),
            ("besa_connections_turned_away", "Connections ended for want of room or for being slow.", now.turned_away),
            ("besa_sessions", "Conversations that are kept.", now.sessions),
            ("besa_library_documents", "Documents of the library.", now.documents),
            ("besa_library_passages", "Passages of the library.", now.passages),
            ("besa_library_passages_embedded", "Passages that are in the index of vectors.", now.embedded),
        ):
            yield GaugeMetricFamily(name, about, value)
        yield from _memory()


def _memory() -> Iterator[GaugeMetricFamily]:
    """Yield the memory of this process and of those that it has started, where that is known."""
    sizes = {"page": [os.getpid()], "started": children(os.getpid())}
    found = {name: [resident_bytes(each) for each in processes] for name, processes in sizes.items()}
    if None in found["page"]:
        return
    memory = GaugeMetricFamily("besa_memory_bytes", "Resident memory, by which processes.", labels=["processes"])
    for name, each in found.items():
        memory.add_metric([name], sum(size or 0 for size in each))
    yield memory


def _outcome(answer: Answer | None) -> str:
    if answer is None:
        return "failed"
    if answer.found or answer.facts is not None:
        return "answered"
    return "perhaps" if answer.perhaps else "not_found"
