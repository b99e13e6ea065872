"""How an honest visitor fares while one other client tries to stop the server.

    python -m benchmarks.attacks [ATTACK ...] [--seconds N]

Each attack meets a server of its own over the sample library; what the visitor waits for is measured before and during
it. Memory is that of all its processes, the log what they write to standard error.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import httpx

from benchmarks.attacker import ATTACKS
from benchmarks.errors import MeasurementFailed
from benchmarks.processes import ROOT, environment, resident_memory
from benchmarks.question_sets import SAMPLE
from benchmarks.serving import TOKEN, Visitor, serving
from bot.wording.terminal import say
from corpus.errors import CorpusError
from corpus.store.library import Library

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.serving import Served

_BEFORE = 30
"""Questions that are asked before."""
_PAUSE = 0.3
"""Between two questions of the honest visitor, which with a new conversation for each stay below a visitor's rate."""
_LOOK = 0.25
_WIDTHS = (20, 10, 11, 7, 10, 9, 8, 9, 8)
_HEADINGS = ("attack", "usual ms", "during ms", "ratio", "worst ms", "answers", "errors", "MB more", "log KB")


@dataclass(slots=True)
class Outcome:
    """What an honest visitor met with during an attack. Seconds, MB, bytes."""

    attack: str
    usual: list[float] = field(default_factory=list)
    during: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    memory: float = 0.0
    log: int = 0

    def row(self) -> tuple[str, ...]:
        usual, during = median(self.usual), median(self.during or [float("inf")])
        figures = (usual * 1000, during * 1000, during / usual, max(self.during, default=0.0) * 1000)
        counts = (len(self.during), len(self.errors))
        shown = (f"{each:.1f}" if each < 100 else f"{each:.0f}" for each in figures)
        return (self.attack, *shown, *map(str, counts), f"{self.memory:.0f}", f"{self.log / 1024:.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.attacks", description=__doc__)
    parser.add_argument("attacks", metavar="ATTACK", nargs="*", help=f"any of {', '.join(ATTACKS)} [all]")
    parser.add_argument("--seconds", type=float, default=40.0, help="that an attack lasts at most [40]")
    options = parser.parse_args()
    if unknown := {*options.attacks} - {*ATTACKS}:  # argparse's own choices refuse that none is named
        parser.error(f"there is no attack {', '.join(sorted(unknown))}")
    _print(_HEADINGS)
    with TemporaryDirectory(prefix="besa-attacks-") as work:
        for number, attack in enumerate(options.attacks or ATTACKS):
            outcome = measured(attack, sample(Path(work) / str(number)), options.seconds)
            _print(outcome.row())
            for error in dict.fromkeys(outcome.errors):
                say(f"  {error}", "red")


def sample(folder: Path) -> Path:
    """A library of the sample articles in the folder, with vectors."""
    from benchmarks.processes import besa

    command = besa("--library", str(folder), "add", str(ROOT / "corpus" / "sample_library"))
    subprocess.run(
        command, cwd=ROOT, env=environment(), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    Library.open(folder).close()
    return folder


def measured(attack: str, library: Path, seconds: float) -> Outcome:
    """Let an honest visitor ask while the attack lasts."""
    outcome = Outcome(attack)
    questions = itertools.cycle(
        json.loads(line)["question"] for line in SAMPLE.questions.read_text("utf-8").splitlines()
    )
    with serving(library) as served, Visitor(served.address, TOKEN) as visitor:
        visitor.ask(next(questions))  # the encoder loads with the first
        outcome.usual = [visitor.ask(next(questions)).seconds for _ in range(_BEFORE)]
        before = resident_memory(served.process)
        with _watched(served, before, outcome), _attacking(attack, served, seconds) as process:
            while process.poll() is None:
                visitor.begin_anew()
                _try(visitor, next(questions), outcome)
                time.sleep(_PAUSE)
        outcome.log = os.fstat(served.messages.fileno()).st_size
    return outcome


def _try(visitor: Visitor, question: str, outcome: Outcome) -> None:
    try:
        outcome.during.append(visitor.ask(question).seconds)
    except (MeasurementFailed, httpx.HTTPError, CorpusError) as error:
        outcome.errors.append(f"{type(error).__name__}: {error}"[:300])


@contextmanager
def _attacking(attack: str, served: Served, seconds: float) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "benchmarks.attacker", attack, served.address, str(seconds)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment())
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def _watched(served: Served, before: float, outcome: Outcome) -> Iterator[None]:
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(_LOOK):
            outcome.memory = max(outcome.memory, resident_memory(served.process) - before)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


def _print(row: tuple[str, ...]) -> None:

    sys.stdout.write(
        "".join(
            f"{cell:>{width}}" if at else f"{cell:<{width}}"
            for at, (cell, width) in enumerate(zip(row, _WIDTHS, strict=True))
        )
        + "\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main()
