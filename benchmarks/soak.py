"""Ten visitors who ask for long while documents come and go: does anything grow?

    python -m benchmarks.soak [--seconds N] [--questions N]

The server is one over the sample library, as a process; its memory counts with that of the processes that it starts,
and so do their descriptors. With few questions in a conversation, more conversations are begun than a server keeps.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
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

_LOOKS = 40
_KEPT = 5
"""So many documents that came are there at a time; each further one takes the place of the oldest."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the server has at a moment."""

    second: float
    megabytes: float
    conversations: int
    descriptors: int
    threads: int
    processes: int
    temporary: int
    log_bytes: int

    def row(self) -> tuple[str, ...]:
        counts = (self.conversations, self.descriptors, self.threads, self.processes, self.temporary, self.log_bytes)
        return (f"{self.second:.0f}", f"{self.megabytes:.0f}", *map(str, counts))


_HEADINGS = ("second", "MB", "begun", "descriptors", "threads", "processes", "temporary", "log bytes")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600.0, help="for which it lasts [600]")
    parser.add_argument("--questions", type=int, default=8, help="in a conversation; then a new one is begun [8]")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="besa-soak-") as work:
        temporary = Path(work) / "temporary"
        temporary.mkdir()
        os.environ |= {"TMPDIR": str(temporary), "GRADIO_TEMP_DIR": str(temporary / "gradio")}
        with serving(sample(Path(work) / "library")) as served:
            _soak(Soak(served, temporary, options.questions), options.seconds)


@dataclass(frozen=True, slots=True)
class Soak:
    """A server, the folder that it has for temporary files, and how many questions make a conversation."""

    served: Served
    temporary: Path
    questions: int


def _soak(soak: Soak, seconds: float) -> None:
    asked = [json.loads(line)["question"] for line in SAMPLE.questions.read_text("utf-8").splitlines()]
    begun = time.perf_counter()
    crowd = Crowd(begun + seconds)
    conversations: list[int] = []
    people = [
        threading.Thread(target=_ask_on, args=(soak, crowd, asked[at:] + asked[:at], at, conversations))
        for at in range(PEOPLE)
    ]
    people.append(threading.Thread(target=_come_and_go, args=(soak.served, crowd)))
    for each in people:
        each.start()
    _write(_HEADINGS)
    looks: list[Look] = []
    while crowd.goes_on():
        time.sleep(min(seconds / _LOOKS, max(0.0, crowd.until - time.perf_counter())))
        looks.append(_look(soak, time.perf_counter() - begun, conversations))
        _write(looks[-1].row())
    for each in people:
        each.join()
    _tell(crowd, looks)


def _ask_on(soak: Soak, crowd: Crowd, questions: list[str], number: int, conversations: list[int]) -> None:
    asked = itertools.cycle(questions)
    while crowd.goes_on():
        with crowd.noting(), Visitor(soak.served.address, source=source(number)) as visitor:
            conversations.append(number)
            for _ in range(soak.questions):
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


def _look(soak: Soak, second: float, conversations: list[int]) -> Look:
    served = soak.served
    started = children(served.process)
    return Look(
        second,
        resident_memory(served.process),
        len(conversations),
        sum(_count(each, "fd") for each in (served.process, *started)),
        sum(_count(each, "task") for each in (served.process, *started)),
        len(started),
        sum(1 for _ in soak.temporary.rglob("*")),
        os.fstat(served.messages.fileno()).st_size,
    )


def _count(process: int, what: str) -> int:
    """How many descriptors ("fd") or threads ("task") a process has; none, where it has just ended."""
    with suppress(OSError):
        return len(list((Path("/proc") / str(process) / what).iterdir()))
    return 0


def _tell(crowd: Crowd, looks: list[Look]) -> None:
    taken = sorted(crowd.taken)
    half, most = taken[len(taken) // 2], taken[int(len(taken) * 0.95)]
    sys.stdout.write(
        f"{len(taken):,} answers, {crowd.added:,} documents came, {len(crowd.errors):,} errors; "
        f"half within {half:.2f} s, 95% within {most:.2f} s\n"
    )
    quarter = max(1, len(looks) // 4)
    for name, part in (("first", looks[:quarter]), ("last", looks[-quarter:])):
        sys.stdout.write(f"{name} quarter: {mean(each.megabytes for each in part):.0f} MB on average\n")
    for error in dict.fromkeys(crowd.errors):
        say(error[:300], "red")


def _write(row: tuple[str, ...]) -> None:
    sys.stdout.write("".join(f"{cell:>13}" for cell in row) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
