from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.evaluation.comparison import compare
from bot.evaluation.figures import ConfidenceQuality, Metric
from bot.evaluation.metrics import CurvePoint
from bot.evaluation.report import Report, make_report, worst_misses
from bot.evaluation.tables import CURVE_ROWS, misses_text, tables
from tests.support.evaluation import SETTINGS, WRONG, run

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.store.library import Library


def test_a_person_reads_every_figure_and_no_escape_of_a_document(library: Library, tmp_path: Path) -> None:
    evaluation = run(library, tmp_path, {**WRONG, "question": "Where do olives \x1b[31m ripen?"})
    found = make_report(evaluation, SETTINGS, {})
    text = shown(*tables(found, compare(found, found)), *misses_text(worst_misses(evaluation, 1)))
    assert "answer in the first excerpt" in text
    assert "AUROC" in text
    assert "found at rank 2" in text
    assert "\x1b" not in text


@pytest.mark.parametrize(("points", "rows"), [(1, 1), (CURVE_ROWS, CURVE_ROWS), (CURVE_ROWS + 1, CURVE_ROWS)])
def test_a_long_curve_is_shown_by_some_of_its_points_the_last_among_them(points: int, rows: int) -> None:
    curve = tuple(CurvePoint(1 - at / 100, at / points, 0.25) for at in range(1, points + 1))
    quality = ConfidenceQuality(points, 0.5, None, 0.1, 0.1, 0.6, 0.5, 0.25, 0.5, None, curve, ())
    report = Report(1, 0, 0, 0, {}, {}, quality, {**SETTINGS}, {}, ())
    lines = shown(*tables(report, None)).splitlines()
    table = lines[next(at for at, line in enumerate(lines) if line.startswith("confidence  ")) + 1 :]
    assert len(table) == rows
    assert table[-1].split() == [f"{curve[-1].threshold:.3f}", "1.000", "0.250"]


def test_what_is_better_is_green_whether_higher_or_lower() -> None:
    before = Report(1, 0, 0, 0, {Metric.HIT_AT_1: 0.5}, {Metric.MEDIAN: 9.0}, None, SETTINGS, {}, ())
    now = replace(before, measures={Metric.HIT_AT_1: 0.25}, milliseconds={Metric.MEDIAN: 8.0})
    _, table, _ = tables(now, compare(before, now))
    assert isinstance(table, Table)
    *_, difference = table.columns
    cells = [cell for cell in difference.cells if isinstance(cell, Text)]
    assert [(cell.plain, cell.style) for cell in cells] == [("-0.250", "red"), ("-1.0", "green")]


def shown(*parts: Table | Text) -> str:
    console = Console(width=100)
    with console.capture() as captured:
        for part in parts:
            console.print(part)
    return captured.get()
