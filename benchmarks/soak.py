"""Ten visitors who ask for long while documents come and go: does anything grow?

    python -m benchmarks.soak [--seconds N]

The server is one over the sample library, as a process; its memory counts with that of the processes that it starts.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.attacks import sample
from benchmarks.clients import PEOPLE, Crowd
from benchmarks.processes import resident_memory
from benchmarks.question_sets import SAMPLE
from benchmarks.serving import TOKEN, Visitor, serving, source
from bot.operation.processes import children
from bot.wording.terminal import say

if TYPE_CHECKING:
    from benchmarks.serving import Served

_A_CONVERSATION = 8
_LOOKS = 20
_KEPT = 5
"""So many documents that came are there at a time; each further one takes the place of the oldest."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the server has at a moment."""

    second: float
    megabytes: float
    descriptors: int
    threads: int
    processes: int
    temporary: int
    log_bytes: int

    def row(self) -> tuple[str, ...]:
        whole = (self.descriptors, self.threads, self.processes, self.temporary, self.log_bytes)
        return (f"{self.second:.0f}", f"{self.megabytes:.0f}", *map(str, whole))


_HEADINGS = ("second", "MB", "descriptors", "threads", "processes", "temporary", "log bytes")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600.0, help="for which it lasts [600]")
    seconds: float = parser.parse_args().seconds
    questions = [json.loads(line)["question"] for line in SAMPLE.questions.read_text("utf-8").splitlines()]
    with TemporaryDirectory(prefix="besa-soak-") as work, serving(sample(Path(work) / "library")) as served:
        crowd = Crowd(time.perf_counter() + seconds)
        people = [threading.Thread(target=_ask_on, args=(served, crowd, questions, number)) for number in range(PEOPLE)]
        people.append(threading.Thread(target=_come_and_go, args=(served, crowd)))
        for each in people:
            each.start()
        _write(_HEADINGS)
        begun = time.perf_counter()
        while crowd.goes_on():
            time.sleep(min(seconds / _LOOKS, max(0.0, crowd.until - time.perf_counter())))
            _write(_look(served, time.perf_counter() - begun).row())
        for each in people:
            each.join()
    _tell(crowd)


def _ask_on(served: Served, crowd: Crowd, questions: list[str], number: int) -> None:
    asked = itertools.cycle(questions[number:] + questions[:number])
    while crowd.goes_on():
        with crowd.noting(), Visitor(served.address, source=source(number)) as visitor:
            for _ in range(_A_CONVERSATION):
                crowd.taken.append(visitor.ask(next(asked)).seconds)
                visitor.ask_for_follow_ups()
                time.sleep(0.2)
                if not crowd.goes_on():
                    return


def _come_and_go(served: Served, crowd: Crowd) -> None:
    """A document comes each second, and soon goes again."""
    with Visitor(served.address, TOKEN) as visitor:
        there: list[str] = []
        for number in itertools.count():
            if not crowd.goes_on():
                return
            with crowd.noting():
                text = f"The ferry number {number} leaves the harbour of Fierza at nine. " * (1 + number % 40)
                there.append(visitor.add(f"ferry-{number}.txt", text))
                crowd.added += 1
                while len(there) > _KEPT:
                    visitor.remove(there.pop(0))
            time.sleep(1.0)


def _look(served: Served, second: float) -> Look:
    folder = Path("/proc") / str(served.process)
    return Look(
        second,
        resident_memory(served.process),
        len(list((folder / "fd").iterdir())),
        len(list((folder / "task").iterdir())),
        len(children(served.process)),
        len(list(Path(tempfile.gettempdir()).iterdir())),
        os.fstat(served.messages.fileno()).st_size,
    )


def _tell(crowd: Crowd) -> None:
    taken = sorted(crowd.taken)
    half, most = taken[len(taken) // 2], taken[int(len(taken) * 0.95)]
    sys.stdout.write(
        f"{len(taken):,} answers, {crowd.added:,} documents came, {len(crowd.errors):,} errors; "
        f"half within {half:.2f} s, 95% within {most:.2f} s\n"
    )
    for error in dict.fromkeys(crowd.errors):
        say(error[:300], "red")


def _write(row: tuple[str, ...]) -> None:
    sys.stdout.write("".join(f"{cell:>13}" for cell in row) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
