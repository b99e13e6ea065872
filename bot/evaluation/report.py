"""An evaluation as JSON for scripts and for a later comparison, and as tables for a person."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from bot.errors import NotAnEvaluation
from bot.evaluation.metrics import sign_test
from bot.evaluation.runner import READING, TOLERATED_RISK, confidence_quality, figures, times
from bot.wording.terminal import Table, Text, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from bot.evaluation.runner import Evaluation, Result

Json = dict[str, Any]

FORMAT = 1
DIGITS = 4
CURVE_ROWS = 8

NAMES = {
    "hit@1": "answer in the first excerpt",
    "hit@3": "… in the first 3",
    "hit@5": "… in the first 5",
    "mrr@10": "mean reciprocal rank, first 10",
    **{f"within@{most}": f"whole answer in the first {most:,} characters" for most in READING},
    "sentence": "first answer sentence is right",
    "sentence_any": "… at any confidence",
    "auroc": "confidence: AUROC",
    "expected_calibration_error": "… expected calibration error, 10 equal bins",
    "area_under_risk_coverage": "… area under the risk-coverage curve",
    "answered": "answered, of questions with and without an answer",
    "wrong_answered": "… of which wrong",
    "right_answered": "answered, where the answer is in the excerpts",
    "median": "milliseconds a question, median",
    "p95": "… 95th percentile",
}
LOWER_IS_BETTER = frozenset(
    {"expected_calibration_error", "area_under_risk_coverage", "wrong_answered", "median", "p95"}
)


@dataclass(frozen=True, slots=True)
class Change:
    """How many of the questions that both runs share were gained and lost, and the sign test's p."""

    gained: int
    lost: int
    p: float


def report(evaluation: Evaluation, settings: Json, versions: Json) -> Json:
    """The object of `besa evaluate --json`: all figures, what they were measured with, each question's result."""
    quality = confidence_quality(evaluation)
    return _rounded(
        {
            "format": FORMAT,
            "questions": len(evaluation.results),
            "answerable": len(evaluation.answerable),
            "refused": sum(result.refusal is not None for result in evaluation.results),
            "measures": figures(evaluation),
            "milliseconds": times(evaluation),
            "confidence": asdict(quality) if quality else None,
            "settings": settings,
            "versions": versions,
            "results": [_result(result) for result in evaluation.results],
        }
    )


def misses(evaluation: Evaluation, most: int) -> list[Json]:
    """The worst misses first: no excerpt holds the answer, then the lowest rank; of equal ones the surest.

    A question with the right first excerpt and the wrong sentence is the least of misses.
    """
    missed = [r for r in evaluation.answerable if r.ranking.rank != 1 or not r.sentence_hit]
    missed.sort(key=lambda r: (-(r.ranking.rank or 1_000_000), -r.confidence))
    return [_rounded(_miss(result)) for result in missed[:most]]


def read_report(path: Path) -> Json:
    """An earlier run's object. Raises NotAnEvaluation."""
    try:
        value = json.loads(path.read_text("utf-8-sig"))
        if value["format"] != FORMAT:
            raise ValueError(f"format {value['format']!r}, not {FORMAT}")
        flat = _flat(value)
        if not all(isinstance(each, int | float) for each in flat.values()):
            raise ValueError("a figure is no number")
        _by_question(value)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise NotAnEvaluation(
            f"{path} is no evaluation: {error!r}. Save one with: besa evaluate QUESTIONS.jsonl --json"
        ) from error
    return dict(value)


def compare(before: Mapping[str, Any], now: Mapping[str, Any]) -> Json:
    """What changed: the figures of both, and for hit@1, hit@5 and sentence the questions gained and lost."""
    old, new = _flat(before), _flat(now)
    earlier, later = _by_question(before), _by_question(now)
    both = earlier.keys() & later.keys()
    changes = {
        name: _change([(_is_hit(earlier[key], name), _is_hit(later[key], name)) for key in both])
        for name in ("hit@1", "hit@5", "sentence_any")
    }
    return _rounded(
        {
            "shared_questions": len(both),
            "measures": {
                name: {"before": old[name], "now": new[name], "difference": new[name] - old[name]}
                for name in NAMES
                if name in old and name in new
            },
            "changes": {name: asdict(change) for name, change in changes.items()},
        }
    )


def tables(found: Json, comparison: Json | None) -> Iterator[Table | Text]:
    """What a person reads."""
    yield _summary(found)
    yield _figures_table(found, comparison)
    if found["confidence"]:
        yield from _curve(found["confidence"])
    if comparison:
        yield _changes_text(comparison)


def misses_text(missed: Sequence[Json]) -> Iterator[Text]:
    """The misses, one paragraph each."""
    for miss in missed:
        rank = f"found at rank {miss['rank']}" if miss["rank"] else "not found"
        lines = [
            (f"{_line(miss['question'])}\n", "bold"),
            (f"  {rank}; confidence {miss['confidence']:.2f}\n", "dim"),
        ]
        for gold in miss["answers"]:
            place = f"{gold['document']}:{gold['start']}-{gold['end']}"
            lines.append((f"  wanted  “{_line(gold['text'])}”  {plain(place)}\n", "green"))
        if miss["refusal"]:
            lines.append((f"  refused {_line(miss['refusal'])}\n", "red"))
        elif miss["shown"]:
            lines.append(
                (
                    f"  shown   “{_line(miss['shown']['sentence'])}”  {_line(miss['shown']['title'])}\n",
                    "yellow",
                )
            )
        yield Text.assemble(*lines)


def _result(result: Result) -> Json:
    return {
        "question": result.asked.question.text,
        "rank": result.ranking.rank,
        "characters": result.ranking.characters,
        "sentence": result.sentence_hit,
        "confidence": result.confidence,
        "hidden": result.hidden,
    }


def _miss(result: Result) -> Json:
    golds = [
        {"document": g.name, "start": g.place.span.start, "end": g.place.span.end, "text": g.text}
        for g in result.asked.answers
    ]
    shown = asdict(result.shown) if result.shown else None
    return {**_result(result), "answers": golds, "shown": shown, "refusal": result.refusal}


def _flat(found: Mapping[str, Any]) -> dict[str, float]:
    """Every figure that NAMES has a name for."""
    everything = {**found["measures"], **(found["confidence"] or {}), **found["milliseconds"]}
    return {name: everything[name] for name in NAMES if everything.get(name) is not None}


def _by_question(found: Mapping[str, Any]) -> dict[tuple[str, int], Mapping[str, Any]]:
    """Results by question, and by occurrence where one is asked more than once."""
    seen: Counter[str] = Counter()
    results = {}
    for result in found["results"]:
        question = str(result["question"])
        results[question, seen[question]] = result
        seen[question] += 1
        _is_hit(result, "hit@1"), _is_hit(result, "sentence_any")
    return results


def _is_hit(result: Mapping[str, Any], name: str) -> bool:
    if name == "sentence_any":
        return bool(result["sentence"])
    return result["rank"] is not None and int(result["rank"]) <= int(name.removeprefix("hit@"))


def _change(pairs: Sequence[tuple[bool, bool]]) -> Change:
    gained = sum(now and not before for before, now in pairs)
    lost = sum(before and not now for before, now in pairs)
    return Change(gained, lost, sign_test(gained, lost))


def _summary(found: Json) -> Text:
    settings = found["settings"]
    unanswerable = found["questions"] - found["answerable"]
    return Text(
        plain(
            f"{found['questions']} questions"
            + (f", {unanswerable} of them without an answer" if unanswerable else "")
            + (f", {found['refused']} refused" if found["refused"] else "")
            + f"; {settings['documents']} documents, {settings['passages']} passages; {settings['encoder']}"
        )
    )


def _figures_table(found: Json, comparison: Json | None) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("measure")
    for name in ("before", "now", "difference") if comparison else ("",):
        table.add_column(name, justify="right")
    for name, value in _flat(found).items():
        digits = 1 if name in found["milliseconds"] else 3
        cells = [Text(f"{value:.{digits}f}")]
        if comparison:
            cells = _compared(comparison["measures"].get(name), name, digits) or [Text(), *cells, Text()]
        table.add_row(NAMES[name], *cells)
    return table


def _compared(measure: Mapping[str, float] | None, name: str, digits: int) -> list[Text]:
    if measure is None:
        return []
    difference = measure["difference"]
    better = difference < 0 if name in LOWER_IS_BETTER else difference > 0
    style = "" if not difference else "green" if better else "red"
    return [
        Text(f"{measure['before']:.{digits}f}"),
        Text(f"{measure['now']:.{digits}f}"),
        Text(f"{difference:+.{digits}f}", style=style),
    ]


def _curve(quality: Json) -> Iterator[Table | Text]:
    yield Text(f"\nAnswering from a confidence on (now {quality['threshold']:.2f}):")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("confidence", "answered", "of which wrong"):
        table.add_column(name, justify="right")
    curve = quality["curve"]
    rows = [curve[round(i * (len(curve) - 1) / CURVE_ROWS)] for i in range(1, CURVE_ROWS + 1)]
    for point in rows if len(curve) > CURVE_ROWS else curve:
        table.add_row(*(f"{point[name]:.3f}" for name in ("threshold", "coverage", "risk")))
    yield table
    if best := quality["widest"]:
        share = f"{best['coverage']:.3f} answered, from a confidence of {best['threshold']:.3f} on"
        yield Text(f"With at most {TOLERATED_RISK:.0%} wrong: {share}")


def _changes_text(comparison: Json) -> Text:
    lines = [f"\nOf {comparison['shared_questions']} questions that both runs asked:"]
    for name, change in comparison["changes"].items():
        lines.append(f"  {NAMES[name]}: {change['gained']} gained, {change['lost']} lost (p = {change['p']:.3g})")
    return Text("\n".join(lines).replace("… at any", "first answer sentence, at any").replace("… in", "answer in"))


def _line(text: str) -> str:
    return " ".join(plain(text).split())


def _rounded(value: Json) -> Json:
    return {key: _rounded_value(each) for key, each in value.items()}


def _rounded_value(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return _rounded(value)
    if isinstance(value, list | tuple):
        return [_rounded_value(each) for each in value]
    return value
