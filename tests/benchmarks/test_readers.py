"""What the comparison of readers counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.readers import agreement, measure, table

if TYPE_CHECKING:
    from pathlib import Path


def test_words_are_counted_as_often_as_they_stand() -> None:
    found = agreement("The ferry leaves at seven.", "The ferry, the ferry leaves at seven")
    assert found.recall == pytest.approx(5 / 7)
    assert found.precision == 1.0
    assert found.words == 7


def test_order_is_that_of_neighbours() -> None:
    assert agreement("one two three", "one two three").order == 1.0
    assert agreement("three two one", "one two three").order == 0.0


def test_nothing_to_find_is_wholly_found() -> None:
    assert agreement("", "") == agreement("..", "!")


def test_files_are_read_beside_another_extractor(tmp_path: Path) -> None:
    (tmp_path / "ferry.txt").write_text("The ferry\n\nIt leaves at seven from the northern pier.", "utf-8")
    head = "From: a@example.org\nTo: b@example.org\nSubject: The mill\nMIME-Version: 1.0\n\n"
    (tmp_path / "mill.eml").write_text(f"{head}The mill burned in 1990.\n", "utf-8")
    (tmp_path / "empty.txt").write_text("", "utf-8")
    figures = list(measure(sorted(tmp_path.iterdir())))
    empty, ferry, mill = figures
    assert empty.reason
    assert ferry.agreement is not None
    assert (ferry.other, ferry.agreement.recall) == ("its bytes", 1.0)
    assert mill.agreement is not None
    assert (mill.other, mill.agreement.recall, mill.has_title) == ("email", 1.0, True)
    assert any(line.startswith("| .txt | 2 | 1 |") for line in table(figures))
