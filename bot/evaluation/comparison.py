"""What changed between two evaluations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from bot.evaluation.figures import Metric
from bot.evaluation.metrics import sign_test
from bot.evaluation.report import QuestionResult, Report, rounded


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of two runs."""

    before: float
    now: float
    difference: float


@dataclass(frozen=True, slots=True)
class Change:
    """Count the questions that both runs share and that were gained and lost, and the sign test's p."""

    gained: int
    lost: int
    p: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed since an earlier run: the figures of both, and for some of them the questions gained and lost."""

    shared_questions: int
    measures: Mapping[Metric, Difference]
    changes: Mapping[Metric, Change]


_IS_HIT: Mapping[Metric, Callable[[QuestionResult], bool]] = MappingProxyType(
    {
        Metric.HIT_AT_1: lambda result: result.rank is not None and result.rank <= 1,
        Metric.HIT_AT_5: lambda result: result.rank is not None and result.rank <= 5,
        Metric.SENTENCE: lambda result: result.sentence and result.status == "answered",
        Metric.SENTENCE_ANY: lambda result: result.sentence,
    }
)
"""The figures whose questions gained and lost are counted."""


def compare(before: Report, now: Report) -> Comparison:
    """Return what changed between two runs. Questions that only one of them asked do not count as gained or lost."""
    old, new = before.figures(), now.figures()
    earlier, later = _by_question(before), _by_question(now)
    both = earlier.keys() & later.keys()
    return rounded(
        Comparison(
            shared_questions=len(both),
            measures={
                metric: Difference(old[metric], new[metric], new[metric] - old[metric])
                for metric in Metric
                if metric in old and metric in new
            },
            changes={
                metric: _change([(is_hit(earlier[key]), is_hit(later[key])) for key in both])
                for metric, is_hit in _IS_HIT.items()
                if metric is not Metric.SENTENCE or _say_status(before, now)
            },
        )
    )


def _say_status(*reports: Report) -> bool:
    """Return whether reports say of each question whether it was answered, as those of earlier versions do not."""
    return all(result.status is not None for report in reports for result in report.results)


def _by_question(report: Report) -> dict[tuple[str, int], QuestionResult]:
    """Return the results by question, and by occurrence where one is asked more than once."""
    seen: Counter[str] = Counter()
    results = {}
    for result in report.results:
        results[result.question, seen[result.question]] = result
        seen[result.question] += 1
    return results


def _change(pairs: Sequence[tuple[bool, bool]]) -> Change:
    gained = sum(now and not before for before, now in pairs)
    lost = sum(before and not now for before, now in pairs)
    return Change(gained, lost, sign_test(gained, lost))
