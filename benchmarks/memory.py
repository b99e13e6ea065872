"""How much memory serving takes, as a process, after some questions through the page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.libraries import made_up_library, sample_library
from benchmarks.made_up import draw_question
from benchmarks.processes import resident_memory, resident_memory_at_most
from benchmarks.question_sets import SAMPLE
from benchmarks.results import Measured, once
from benchmarks.serving import Visitor, serving
from bot.wording.terminal import progress

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from benchmarks.plan import Plan

TITLE = "Memory of `besa serve`"
QUESTIONS = 20


def measure(plan: Plan) -> Iterator[Measured]:
    asked = [json.loads(line)["question"] for line in SAMPLE.questions.read_text("utf-8").splitlines()]
    yield _served("the sample library", sample_library(plan), asked[:QUESTIONS])
    random = np.random.default_rng(0)
    for size in plan.sizes:
        questions = [draw_question(random) for _ in range(QUESTIONS)]
        yield _served(f"{size:,} passages", made_up_library(plan, size), questions, size)


def _served(subject: str, library: Path, questions: Sequence[str], size: int | None = None) -> Measured:
    with serving(library) as served, Visitor(served.address) as visitor:
        begun = resident_memory(served.process)
        with progress(f"Asking, {subject}", len(questions)) as advance:
            for done, question in enumerate(questions, 1):
                visitor.ask(question)
                visitor.ask_for_follow_ups()
                visitor.begin_anew()
                advance(done, len(questions))
        figures = (
            once("when the page came", "MB", begun),
            once(f"after {len(questions)} questions", "MB", resident_memory(served.process)),
            once("at most", "MB", resident_memory_at_most(served.process)),
        )
    return Measured(subject, figures, size)
