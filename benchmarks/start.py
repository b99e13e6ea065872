"""From nothing to the first answer, as whole processes: `besa ask`, and a plain script beside it."""

from __future__ import annotations

import subprocess
import sys
import time
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.errors import MeasurementFailed
from benchmarks.libraries import sample_library
from benchmarks.processes import ROOT, besa, environment
from benchmarks.results import Measured, figure, once
from benchmarks.serving import Visitor, serving
from bot.wording.terminal import progress
from embeddings.encoders.default_model import default_model_folder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.plan import Plan

TITLE = "Start: seconds of whole processes, in turn"
TIME, RATIO = "time", "the plain script's time over it"
QUESTION = "What does besa mean?"
PLAIN = """
import sys
from sentence_transformers import SentenceTransformer
print(SentenceTransformer(sys.argv[1], device="cpu", local_files_only=True).encode(sys.argv[2]).shape)
"""


def measure(plan: Plan) -> list[Measured]:
    """Each once more than it counts: the first time it comes from a cold disk, and the encoder may be exported."""
    library = sample_library(plan)
    ask = besa("--library", str(library), "ask", QUESTION, "--json")
    plain = [sys.executable, "-c", PLAIN, str(default_model_folder()), QUESTION]
    asked, encoded, pages, answers = [], [], [], []
    with progress("Starting", plan.runs + 1) as advance:
        for run in range(plan.runs + 1):
            asked.append(_seconds(ask))
            encoded.append(_seconds(plain))
            page, answer = _page(library)
            pages.append(page)
            answers.append(answer)
            advance(run + 1, plan.runs + 1)
    ours, theirs = asked[1:], encoded[1:]
    return [
        Measured(
            "`besa ask`, to its answer", (figure(TIME, "s", ours), once(RATIO, "×", median(theirs) / median(ours)))
        ),
        Measured("a plain script, to one vector", (figure(TIME, "s", theirs),)),
        Measured("`besa serve`, to its page", (figure(TIME, "s", pages[1:]),)),
        Measured("`besa serve`, to its first answer", (figure(TIME, "s", answers[1:]),)),
    ]


def _seconds(command: Sequence[str]) -> float:
    begun = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True)
    taken = time.perf_counter() - begun
    if done.returncode:
        raise MeasurementFailed(f"{' '.join(command[:3])} … ended with {done.returncode}: {done.stderr.strip()}")
    return taken


def _page(library: Path) -> tuple[float, float]:
    with serving(library) as served, Visitor(served.address) as visitor:
        visitor.ask(QUESTION)
        return served.seconds, time.perf_counter() - served.begun
