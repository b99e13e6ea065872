"""What a run of the benchmark is to measure, and where it keeps what it makes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.question_sets import QuestionSet


@dataclass(frozen=True, slots=True)
class Plan:
    """`sizes` are in passages; `seconds` is how long ten people ask, `runs` how often a process is started.

    Of each of the `sets` at most so many `documents` and `questions` about them; all where None.
    `work` holds the libraries that are made, `cache` the encoder, `environments` those of the peers.
    """

    sizes: tuple[int, ...]
    seconds: float
    runs: int
    sets: tuple[QuestionSet, ...]
    documents: int | None
    questions: int | None
    work: Path
    cache: Path
    environments: Path
