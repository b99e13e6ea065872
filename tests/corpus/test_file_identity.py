"""What tells one file from another, and an unchanged one from a changed one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from corpus import file_identity
from corpus.errors import ReadError
from corpus.file_identity import is_gone, stamp_of, true_path


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that counts as old, whatever its times: those of its status cannot be set."""
    monkeypatch.setattr(file_identity, "_FRESH_NS", 0)
    path = tmp_path / "bees.txt"
    path.write_text("Bees dance.")
    return path


def test_a_stamp_stays_until_the_file_or_its_companion_changes(old: Path) -> None:
    beside = old.with_name("bees.txt.meta.json")
    first = stamp_of(old, beside)
    assert first
    assert stamp_of(old, beside) == first
    beside.write_text("{}")
    second = stamp_of(old, beside)
    assert second.startswith(first)
    assert second != first
    old.write_text("Bees fly far.")
    assert stamp_of(old, beside) not in (first, second)


def test_a_file_that_is_not_there_or_is_too_fresh_has_no_stamp(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert stamp_of(old.with_name("none.txt"), old) == ""
    monkeypatch.setattr(file_identity, "_FRESH_NS", 3_600 * 10**9)
    assert stamp_of(old, old.with_name("none.txt")) == ""


def test_a_file_is_gone_when_it_is_removed_and_a_folder_takes_no_files_place(old: Path) -> None:
    assert not is_gone(str(old))
    assert is_gone(str(old / "below.txt"))
    assert is_gone(str(old.parent))
    old.unlink()
    assert is_gone(str(old))


def test_a_true_path_is_absolute_without_links_and_valid_unicode(old: Path) -> None:
    link = old.with_name("link.txt")
    link.symlink_to(old)
    assert true_path(link) == os.path.realpath(old)
    with pytest.raises(ReadError, match="not valid UTF-8"):
        true_path(Path("/tmp/\udcff.txt"))
