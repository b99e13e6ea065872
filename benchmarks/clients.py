"""Ten people who ask without pause through the page: by themselves, while documents come in, with all the page does."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

import httpx
import numpy as np

from benchmarks.errors import MeasurementFailed
from benchmarks.libraries import made_up_library
from benchmarks.made_up import draw_question, made_up_document
from benchmarks.processes import resident_memory
from benchmarks.results import Measured, figure, once
from benchmarks.serving import TOKEN, Visitor, serving, source
from bot.wording.terminal import progress, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.plan import Plan
    from benchmarks.results import Figure
    from benchmarks.serving import Served

TITLE = "Ten people asking without pause, through the page"
LARGEST = 100_000
"""In passages: of the sizes that are measured, the largest up to this one."""
PEOPLE = 10
ALONE = 30
"""So many questions are asked by one person alone, before."""
A_CONVERSATION = 10
"""Questions; then a new one is begun."""
EVERY = 10.0
"""Seconds between two looks at the memory, less in a short run; the first is what the others are compared with."""
ADDED = 8
"""Passages of a document that comes in."""
_REST = 1.0


@dataclass(frozen=True, slots=True)
class Scene:
    """Whether somebody adds documents meanwhile, and whether follow-up questions are asked for after each answer."""

    title: str
    adding: bool = False
    follow_ups: bool = False


SCENES = (
    Scene("ten people"),
    Scene("ten people, whose pages ask for follow-up questions", follow_ups=True),
    Scene("ten people, documents coming in", adding=True),
)


@dataclass(slots=True)
class Crowd:
    """What a number of people met with: seconds that answers took, and what went wrong."""

    until: float
    taken: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    added: int = 0

    def goes_on(self) -> bool:
        return time.perf_counter() < self.until

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Notes what goes wrong with the page in the block; whoever is there goes on."""
        try:
            yield
        except (MeasurementFailed, httpx.HTTPError) as error:
            self.errors.append(f"{type(error).__name__}: {error}")


def measure(plan: Plan) -> Iterator[Measured]:
    size = max((each for each in plan.sizes if each <= LARGEST), default=min(plan.sizes))
    with serving(made_up_library(plan, size)) as served:
        alone = _alone(served)
        yield Measured(f"one person, {size:,} passages", (figure("answer", "ms", [each * 1000 for each in alone]),))
        for scene in SCENES:
            crowd, memory = _together(served, plan.seconds, scene)
            yield Measured(scene.title, figures(crowd, memory, median(alone), plan.seconds))


def figures(crowd: Crowd, memory: Sequence[float], alone: float, seconds: float) -> tuple[Figure, ...]:
    """Of a crowd that asked for `seconds`; `memory` in MB at each look, `alone` the seconds one person waits."""
    for error in dict.fromkeys(crowd.errors):
        say(error, "red")
    if not crowd.taken:
        raise MeasurementFailed("Not one question was answered; what went wrong stands above.")
    answers = figure("answer", "ms", [each * 1000 for each in crowd.taken])
    changes = [abs(each / memory[0] - 1) * 100 for each in memory[1:]]
    return (
        answers,
        once("95th percentile over one person's median", "×", (answers.p95 or answers.median) / 1000 / alone),
        once("answers/s", "", len(crowd.taken) / seconds),
        once("errors", "", len(crowd.errors)),
        once("documents added", "", crowd.added),
        once(f"memory at second {_pause(seconds):g}", "MB", memory[0]),
        once("largest change of memory after it", "%", max(changes, default=0.0)),
    )


def _pause(seconds: float) -> float:
    """Between two looks at the memory."""
    return min(EVERY, seconds / 2)


def _alone(served: Served) -> list[float]:
    with Visitor(served.address) as visitor:
        random = np.random.default_rng(0)
        visitor.ask(draw_question(random))  # the encoder loads with the first
        return [visitor.ask(draw_question(random)).seconds for _ in range(ALONE)]


def _together(served: Served, seconds: float, scene: Scene) -> tuple[Crowd, list[float]]:
    begun = time.perf_counter()
    crowd = Crowd(begun + seconds)
    people = [threading.Thread(target=_ask_on, args=(served, crowd, scene, seed)) for seed in range(1, PEOPLE + 1)]
    people += [threading.Thread(target=_add_on, args=(served, crowd))] if scene.adding else []
    for each in people:
        each.start()
    memory: list[float] = []
    with progress(f"Asking, {scene.title}", int(seconds)) as advance:
        while crowd.goes_on():
            time.sleep(max(0.0, min(_pause(seconds), crowd.until - time.perf_counter())))
            memory.append(resident_memory(served.process))
            advance(int(time.perf_counter() - begun), int(seconds))
    for each in people:
        each.join()
    return crowd, memory


def _ask_on(served: Served, crowd: Crowd, scene: Scene, seed: int) -> None:
    random = np.random.default_rng(seed)
    with crowd.noting(), Visitor(served.address, source=source(seed)) as visitor:
        while crowd.goes_on():
            with crowd.noting():
                for _ in range(A_CONVERSATION):
                    crowd.taken.append(visitor.ask(draw_question(random)).seconds)
                    if scene.follow_ups:
                        visitor.ask_for_follow_ups()
                    if not crowd.goes_on():
                        return
                visitor.begin_anew()


def _add_on(served: Served, crowd: Crowd) -> None:
    """A document of ADDED passages comes every _REST seconds, and is embedded while people ask."""
    random = np.random.default_rng(time.time_ns())  # a library that was kept has those of the last run
    with crowd.noting(), Visitor(served.address, TOKEN) as visitor:
        while crowd.goes_on():
            document, passages = made_up_document(random, "/coming.txt")
            with crowd.noting():
                visitor.add(f"coming-{time.time_ns()}.txt", document.text[: passages[ADDED - 1].span.end])
                crowd.added += 1
            time.sleep(_REST)
