from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.answering.settings import Answering
from bot.evaluation.comparison import compare
from bot.evaluation.figures import ConfidenceQuality, Metric
from bot.evaluation.metrics import Bin, CurvePoint
from bot.evaluation.report import Miss, Report, make_report, worst_misses
from bot.evaluation.tables import CURVE_ROWS, misses_text, tables
from tests.support.evaluation import CAPITAL, SETTINGS, WRONG, run
from tests.support.fakes import FakeReranker

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.store.library import Library


QUALITY = ConfidenceQuality(1, 0.5, None, 0.1, 0.1, 0.6, 0.5, 0.25, 0.5, None, (CurvePoint(0.5, 1.0, 0.25),), ())
ROWS = (
    "first answer sentence is right",
    "has an answer, but said not to be found",
    "… of which “perhaps",
    "has no answer, but answered",
    "answered, with the documents that answer hidden",
)


def test_a_person_reads_every_figure_and_no_escape_of_a_document(library: Library, tmp_path: Path) -> None:
    evaluation = run(library, tmp_path, {**WRONG, "question": "Where do olives \x1b[31m ripen?"})
    found = make_report(evaluation, SETTINGS, {})
    text = shown(*tables(found, compare(found, found)), *misses_text(worst_misses(evaluation, 1)))
    assert "answer in the first excerpt" in text
    assert "AUROC" in text
    assert "found at rank 2" in text
    assert "\x1b" not in text


def test_figures_stand_beside_those_without_the_reranker(library: Library, tmp_path: Path) -> None:
    nowhere = {"question": "Which stone has Vlora?", "answerable": False}
    plain = run(library, tmp_path, CAPITAL, WRONG, nowhere, answering=Answering(threshold=1.1))
    read = run(library, tmp_path, CAPITAL, WRONG, nowhere, answering=Answering(threshold=0.0), reranker=FakeReranker())
    report = make_report(replace(read, without_reranker=plain), {**SETTINGS, "reranker": "fake"}, {})
    lines = shown(*tables(report, None)).splitlines()
    assert lines[0].endswith("fake; re-ranker: fake")
    assert lines[1].split() == ["measure", "no", "re-ranker", "re-ranked"]
    cells = {name: next(line.split()[-2:] for line in lines if line.startswith(name)) for name in ROWS}
    assert cells == {
        "first answer sentence is right": ["0.000", "0.500"],
        "has an answer, but said not to be found": ["1.000", "0.000"],
        "… of which “perhaps": ["1.000", "–"],
        "has no answer, but answered": ["0.000", "1.000"],
        "answered, with the documents that answer hidden": ["0.000", "1.000"],
    }
    assert "  first answer sentence: 1 gained, 0 lost (p = 1)" in lines
    compared = shown(*tables(report, compare(report, report))).splitlines()
    assert compared[1].split() == ["measure", "no", "re-ranker", "before", "now", "difference"]


def test_the_calibration_is_shown_bin_by_bin() -> None:
    quality = replace(QUALITY, bins=(Bin(0.05, 0.25, 4), Bin(0.95, 1.0, 1_200)))
    lines = shown(*tables(Report(1, 0, 0, 0, {}, {}, quality, {**SETTINGS}, {}, ()), None)).splitlines()
    at = lines.index("confidence  right  questions")
    assert [line.split() for line in lines[at + 1 : at + 3]] == [["0.050", "0.250", "4"], ["0.950", "1.000", "1,200"]]


def test_a_miss_says_what_the_bot_said() -> None:
    miss = Miss("Who?", 2, None, False, 0.3, None, True, "not_found", True, answers=(), shown=None, refusal=None)
    none = replace(miss, answerable=False, rank=None, status="answered")
    unsure = replace(miss, perhaps=False, rank=None)
    said = shown(*misses_text([miss, none, unsure])).splitlines()
    assert [line.strip() for line in said if "confidence" in line] == [
        "found at rank 2, said not to be found (perhaps); confidence 0.30",
        "has no answer, but answered; confidence 0.30",
        "not found, said not to be found; confidence 0.30",
    ]


def test_a_reranker_that_read_nothing_is_said_above_the_figures() -> None:
    report = Report(1, 0, 0, 0, {}, {}, None, {**SETTINGS, "reranker": "fake"}, {}, (), "There is none.")
    assert shown(*tables(report, None)).splitlines()[0].endswith("re-ranker: There is none.")


@pytest.mark.parametrize(("points", "rows"), [(1, 1), (CURVE_ROWS, CURVE_ROWS), (CURVE_ROWS + 1, CURVE_ROWS)])
def test_a_long_curve_is_shown_by_some_of_its_points_the_last_among_them(points: int, rows: int) -> None:
    curve = tuple(CurvePoint(1 - at / 100, at / points, 0.25) for at in range(1, points + 1))
    quality = replace(QUALITY, asked=points, curve=curve)
    report = Report(1, 0, 0, 0, {}, {}, quality, {**SETTINGS}, {}, ())
    lines = shown(*tables(report, None)).splitlines()
    table = lines[next(at for at, line in enumerate(lines) if line.startswith("confidence  answered")) + 1 :]
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
