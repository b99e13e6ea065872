"""Lines at their greatest length, and one beyond it."""

from __future__ import annotations

from corpus.readers.common.metadata import line_or_none, one_line


def test_a_line_of_300_characters_stays_and_a_longer_one_is_cut_to_300() -> None:
    assert one_line("b" * 300) == "b" * 300
    assert one_line("b" * 301) == "b" * 299 + "…"


def test_an_empty_line_is_told_from_none() -> None:
    assert (one_line(" "), line_or_none(" "), one_line(7)) == ("", None, None)
