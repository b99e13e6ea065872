"""The command `besa evaluate`: from its options to what it prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgspec import to_builtins

from bot.evaluation.comparison import compare
from bot.evaluation.report import make_report, read_report, worst_misses
from bot.evaluation.tables import misses_text, tables
from embeddings.reranking.registry import NONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from bot.answering.settings import Answering
    from bot.evaluation.comparison import Comparison
    from bot.evaluation.report import Miss, Report
    from bot.evaluation.results import Evaluation
    from bot.wording.terminal import Table, Text

_MEASURED_WITH = ("library", "encoder", "dimension", "documents", "passages")


@dataclass(frozen=True, slots=True)
class EvaluateCommand:
    """The options of one call. `source`, `after` and `before` choose documents, as they do for `besa ask`.

    `misses`: how many of the worst ones are shown. `against`: an earlier run's report to compare with.
    """

    questions: Path
    top: int = 5
    source: str | None = None
    after: str | None = None
    before: str | None = None
    confidence: bool = True
    misses: int = 0
    against: Path | None = None

    def run(self, evaluate: Callable[..., Evaluation], described: Mapping[str, Any]) -> EvaluateOutcome:
        """Ask the questions with `evaluate`, of a library that is `described` as `besa info --json` does, and report.

        Raises NotAQuestionFile, NotAnEvaluation, NothingToEvaluate, UnknownDocument and EncoderMismatch.
        """
        earlier = read_report(self.against) if self.against else None
        evaluation = evaluate(
            self.questions,
            source=self.source,
            after=self.after,
            before=self.before,
            top=self.top,
            confidence=self.confidence,
        )
        report = make_report(evaluation, self._settings(described, evaluation.answering), described["versions"])
        misses = worst_misses(evaluation, self.misses) if self.misses else None
        return EvaluateOutcome(report, misses, compare(earlier, report) if earlier else None)

    def _settings(self, described: Mapping[str, Any], answering: Answering) -> dict[str, Any]:
        limits = {"after": self.after, "before": self.before}
        return {
            **{name: described[name] for name in _MEASURED_WITH},
            "reranker": described["reranker"] or NONE,
            "questions": str(self.questions),
            "source": self.source,
            "top": answering.citations,
            "threshold": answering.threshold,
            **{name: day for name, day in limits.items() if day is not None},
        }


@dataclass(frozen=True, slots=True)
class EvaluateOutcome:
    """A report, with misses and a comparison where they were asked for."""

    report: Report
    misses: list[Miss] | None
    comparison: Comparison | None

    def to_json(self) -> dict[str, Any]:
        """Return the object of `besa evaluate --json`."""
        written: dict[str, Any] = to_builtins(self.report)
        written |= {"misses": to_builtins(self.misses)} if self.misses is not None else {}
        return written | ({"against": to_builtins(self.comparison)} if self.comparison else {})

    def parts(self) -> Iterator[Table | Text]:
        """Yield what the terminal shows."""
        yield from tables(self.report, self.comparison)
        yield from misses_text(self.misses or [])
