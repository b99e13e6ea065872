"""A report as a person reads it in the terminal."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.evaluation.figures import READING, TOLERATED_RISK, Metric
from bot.wording.terminal import Table, Text, collapsed, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.evaluation.comparison import Comparison, Difference
    from bot.evaluation.figures import ConfidenceQuality
    from bot.evaluation.report import Miss, Report

CURVE_ROWS = 8
"""How many points of the risk-coverage curve are shown."""
NAMES: Mapping[Metric, str] = MappingProxyType(
    {
        Metric.HIT_AT_1: "answer in the first excerpt",
        Metric.HIT_AT_3: "… in the first 3",
        Metric.HIT_AT_5: "… in the first 5",
        Metric.MRR_AT_10: "mean reciprocal rank, first 10",
        **{metric: f"whole answer in the first {most:,} characters" for metric, most in READING.items()},
        Metric.SENTENCE: "first answer sentence is right",
        Metric.SENTENCE_ANY: "… at any confidence",
        Metric.AUROC: "confidence: AUROC",
        Metric.CALIBRATION_ERROR: "… expected calibration error, 10 equal bins",
        Metric.RISK_COVERAGE: "… area under the risk-coverage curve",
        Metric.ANSWERED: "answered, of questions with and without an answer",
        Metric.WRONG_ANSWERED: "… of which wrong",
        Metric.RIGHT_ANSWERED: "answered, where the answer is in the excerpts",
        Metric.MEDIAN: "milliseconds a question, median",
        Metric.P95: "… 95th percentile",
    }
)
"""What a person calls the figures, in the order of the table."""
_CHANGED: Mapping[Metric, str] = MappingProxyType(
    {
        Metric.HIT_AT_1: "answer in the first excerpt",
        Metric.HIT_AT_5: "answer in the first 5",
        Metric.SENTENCE_ANY: "first answer sentence, at any confidence",
    }
)
"""What a person calls the figures whose questions are counted as gained and lost."""
_TIMES = frozenset({Metric.MEDIAN, Metric.P95})
LOWER_IS_BETTER = _TIMES | {Metric.CALIBRATION_ERROR, Metric.RISK_COVERAGE, Metric.WRONG_ANSWERED}
"""The figures that are better when they are lower."""


def tables(report: Report, comparison: Comparison | None) -> Iterator[Table | Text]:
    """Yield what the terminal shows of a report: a summary, its figures, the confidence's curve, what changed."""
    yield _summary(report)
    yield _figures_table(report, comparison)
    if report.confidence:
        yield from _curve(report.confidence)
    if comparison:
        yield _changes_text(comparison)


def misses_text(misses: Sequence[Miss]) -> Iterator[Text]:
    """Yield a paragraph for each miss: what was asked and wanted, and what was shown instead."""
    for miss in misses:
        rank = f"found at rank {miss.rank}" if miss.rank else "not found"
        lines = [
            (f"{collapsed(miss.question)}\n", "bold"),
            (f"  {rank}; confidence {miss.confidence:.2f}\n", "dim"),
        ]
        for gold in miss.answers:
            place = f"{gold.document}:{gold.start}-{gold.end}"
            lines.append((f"  wanted  “{collapsed(gold.text)}”  {plain(place)}\n", "green"))
        if miss.refusal:
            lines.append((f"  refused {collapsed(miss.refusal)}\n", "red"))
        elif miss.shown:
            shown = f"  shown   “{collapsed(miss.shown.sentence)}”  {collapsed(miss.shown.title)}\n"
            lines.append((shown, "yellow"))
        yield Text.assemble(*lines)


def _summary(report: Report) -> Text:
    settings = report.settings
    unanswerable = report.questions - report.answerable
    return Text(
        plain(
            f"{report.questions} questions"
            + (f", {unanswerable} of them without an answer" if unanswerable else "")
            + (f", {report.refused} refused" if report.refused else "")
            + f"; {settings['documents']} documents, {settings['passages']} passages; {settings['encoder']}"
        )
    )


def _figures_table(report: Report, comparison: Comparison | None) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("measure")
    for column in ("before", "now", "difference") if comparison else ("",):
        table.add_column(column, justify="right")
    for metric, value in report.figures().items():
        cells = [Text(f"{value:.{_digits(metric)}f}")]
        if comparison:
            measure = comparison.measures.get(metric)
            cells = _compared(measure, metric) if measure else [Text(), *cells, Text()]
        table.add_row(NAMES[metric], *cells)
    return table


def _compared(measure: Difference, metric: Metric) -> list[Text]:
    digits, difference = _digits(metric), measure.difference
    better = difference < 0 if metric in LOWER_IS_BETTER else difference > 0
    style = "" if not difference else "green" if better else "red"
    return [
        Text(f"{measure.before:.{digits}f}"),
        Text(f"{measure.now:.{digits}f}"),
        Text(f"{difference:+.{digits}f}", style=style),
    ]


def _digits(metric: Metric) -> int:
    return 1 if metric in _TIMES else 3


def _curve(quality: ConfidenceQuality) -> Iterator[Table | Text]:
    yield Text(f"\nAnswering from a confidence on (now {quality.threshold:.2f}):")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("confidence", "answered", "of which wrong"):
        table.add_column(column, justify="right")
    curve = quality.curve
    rows = [curve[round(i * (len(curve) - 1) / CURVE_ROWS)] for i in range(1, CURVE_ROWS + 1)]
    for point in rows if len(curve) > CURVE_ROWS else curve:
        table.add_row(*(f"{value:.3f}" for value in (point.threshold, point.coverage, point.risk)))
    yield table
    if best := quality.widest:
        share = f"{best.coverage:.3f} answered, from a confidence of {best.threshold:.3f} on"
        yield Text(f"With at most {TOLERATED_RISK:.0%} wrong: {share}")


def _changes_text(comparison: Comparison) -> Text:
    lines = [f"\nOf {comparison.shared_questions} questions that both runs asked:"]
    for metric, change in comparison.changes.items():
        lines.append(f"  {_CHANGED[metric]}: {change.gained} gained, {change.lost} lost (p = {change.p:.3g})")
    return Text("\n".join(lines))
