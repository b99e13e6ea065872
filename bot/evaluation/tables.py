"""A report as a person reads it in the terminal."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.evaluation.comparison import compare
from bot.evaluation.figures import READING, TOLERATED_RISK, Metric
from bot.wording.terminal import Table, Text, collapsed, plain
from embeddings.reranking.registry import NONE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.evaluation.comparison import Change, Comparison, Difference
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
        Metric.WRONGLY_NOT_FOUND: "has an answer, but said not to be found",
        Metric.WRONGLY_NOT_FOUND_PERHAPS: "… of which “perhaps in the closest passages”",
        Metric.UNANSWERABLE_ANSWERED: "has no answer, but answered",
        Metric.HIDDEN_ANSWERED: "answered, with the documents that answer hidden",
        Metric.WRONG_SENTENCE: "answered, with a wrong first sentence",
        Metric.AUROC: "confidence: AUROC",
        Metric.CALIBRATION_ERROR: "… expected calibration error, 10 equal bins",
        Metric.RISK_COVERAGE: "… area under the risk-coverage curve",
        Metric.ANSWERED: "answered, of questions with and without an answer",
        Metric.WRONG_ANSWERED: "… of which wrong: no excerpt holds the answer",
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
        Metric.SENTENCE: "first answer sentence",
        Metric.SENTENCE_ANY: "first answer sentence, at any confidence",
    }
)
"""What a person calls the figures whose questions are counted as gained and lost."""
_TIMES = frozenset({Metric.MEDIAN, Metric.P95})
LOWER_IS_BETTER = _TIMES | {
    Metric.WRONGLY_NOT_FOUND,
    Metric.UNANSWERABLE_ANSWERED,
    Metric.HIDDEN_ANSWERED,
    Metric.WRONG_SENTENCE,
    Metric.CALIBRATION_ERROR,
    Metric.RISK_COVERAGE,
    Metric.WRONG_ANSWERED,
}
"""The figures that are better when they are lower."""


def tables(report: Report, comparison: Comparison | None) -> Iterator[Table | Text]:
    """Yield what the terminal shows of a report: a summary, its figures, the confidence's curve, what changed.

    Beside the figures stand those without the re-ranker, if there is one.
    """
    yield _summary(report)
    yield _figures_table(report, comparison)
    if report.without_reranker:
        changes = compare(report.without_reranker, report).changes
        yield _changes_text("What the re-ranker brings:", changes)
    if report.confidence:
        yield from _calibration(report.confidence)
        yield from _curve(report.confidence)
    if comparison:
        yield _changes_text(f"Of {comparison.shared_questions} questions that both runs asked:", comparison.changes)


def misses_text(misses: Sequence[Miss]) -> Iterator[Text]:
    """Yield a paragraph for each miss: what was asked and wanted, and what was shown instead."""
    for miss in misses:
        lines = [
            (f"{collapsed(miss.question)}\n", "bold"),
            (f"  {_outcome(miss)}; confidence {miss.confidence:.2f}\n", "dim"),
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


def _outcome(miss: Miss) -> str:
    if miss.answerable is False:
        return "has no answer, but answered"
    rank = f"found at rank {miss.rank}" if miss.rank else "not found"
    return rank if miss.status == "answered" else f"{rank}, said not to be found{' (perhaps)' if miss.perhaps else ''}"


def _summary(report: Report) -> Text:
    settings = report.settings
    unanswerable = report.questions - report.answerable
    return Text(
        plain(
            f"{report.questions} questions"
            + (f", {unanswerable} of them without an answer" if unanswerable else "")
            + (f", {report.refused} refused" if report.refused else "")
            + f"; {settings['documents']} documents, {settings['passages']} passages; {settings['encoder']}"
            + f"; re-ranker: {report.unread or settings.get('reranker', NONE)}"
        )
    )


def _figures_table(report: Report, comparison: Comparison | None) -> Table:
    figures = report.figures()
    without = report.without_reranker.figures() if report.without_reranker else None
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("measure")
    own = ("before", "now", "difference") if comparison else ("" if without is None else "re-ranked",)
    for column in own if without is None else ("no re-ranker", *own):
        table.add_column(column, justify="right")
    for metric in Metric:
        if metric in figures or (without and metric in without):
            cells = [_cell(figures, metric)]
            if comparison:
                measure = comparison.measures.get(metric)
                cells = _compared(measure, metric) if measure else [Text(), *cells, Text()]
            table.add_row(NAMES[metric], *([] if without is None else [_cell(without, metric)]), *cells)
    return table


def _cell(figures: Mapping[Metric, float], metric: Metric) -> Text:
    return Text(f"{figures[metric]:.{_digits(metric)}f}" if metric in figures else "–")


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


def _calibration(quality: ConfidenceQuality) -> Iterator[Table | Text]:
    yield Text("\nHow sure it was, and how often an excerpt held the answer:")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("confidence", "right", "questions"):
        table.add_column(column, justify="right")
    for each in quality.bins:
        table.add_row(f"{each.confidence:.3f}", f"{each.right:.3f}", f"{each.count:,}")
    yield table


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


def _changes_text(title: str, changes: Mapping[Metric, Change]) -> Text:
    lines = [f"\n{title}"]
    for metric, change in changes.items():
        lines.append(f"  {_CHANGED[metric]}: {change.gained} gained, {change.lost} lost (p = {change.p:.3g})")
    return Text("\n".join(lines))
