"""What the benchmark of PDF pages counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.adding import KINDS
from benchmarks.pdf_time import FileTime, table, timed_file

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_of_prose_is_timed_and_a_broken_one_is_left_out(tmp_path: Path) -> None:
    KINDS[".pdf"](tmp_path / "paper.pdf", ["The lamp of the lighthouse was lit in 1801."] * 120)
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    timed = timed_file(tmp_path / "paper.pdf", 1)
    assert timed is not None
    assert (timed.kind, timed.pages > 1, timed.besa > 0, timed.bare > 0) == ("prose", True, True, True)
    assert timed_file(tmp_path / "broken.pdf", 1) is None


def test_the_table_has_milliseconds_a_page_by_kind_and_for_all() -> None:
    times = [FileTime("prose", 2, 0.008, 0.002, 0.004), FileTime("form", 1, 0.010, 0.001, None)]
    assert table(times)[2:] == [
        "| form | 1 | 1 | 10.00 | 1.00 | – | 10.0 |",
        "| prose | 1 | 2 | 4.00 | 1.00 | 2.00 | 4.0 |",
        "| all | 2 | 3 | 6.00 | 1.00 | 2.00 | 6.0 |",
    ]
