from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console

from bot.evaluation.comparison import compare
from bot.evaluation.report import make_report, worst_misses
from bot.evaluation.tables import misses_text, tables
from tests.support.evaluation import SETTINGS, WRONG, run

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.store.library import Library


def test_a_person_reads_every_figure_and_no_escape_of_a_document(library: Library, tmp_path: Path) -> None:
    evaluation = run(library, tmp_path, {**WRONG, "question": "Where do olives \x1b[31m ripen?"})
    found = make_report(evaluation, SETTINGS, {})
    console = Console(width=100)
    with console.capture() as captured:
        for part in (*tables(found, compare(found, found)), *misses_text(worst_misses(evaluation, 1))):
            console.print(part)
    text = captured.get()
    assert "answer in the first excerpt" in text
    assert "AUROC" in text
    assert "found at rank 2" in text
    assert "\x1b" not in text
