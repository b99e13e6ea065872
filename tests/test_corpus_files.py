"""Which files a named path stands for."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import NoDocuments, PathNotFound
from corpus.files import find_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    seen = ("b.md", "a.txt", "broken.pdf", "sub/c.HTML")
    passed_over = ("photo.png", "notes", ".hidden.txt", "sub/.d.md", ".git/e.txt")
    for name in seen + passed_over:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    return tmp_path


def names_below(folder: Path, files: list[Path]) -> list[str]:
    return [file.relative_to(folder).as_posix() for file in files]


def test_a_folder_gives_its_documents_in_sorted_order_and_nothing_hidden(folder: Path) -> None:
    assert names_below(folder, find_files([folder])) == ["a.txt", "b.md", "broken.pdf", "sub/c.HTML"]


def test_a_file_that_is_named_is_always_tried(folder: Path) -> None:
    named = [folder / "photo.png", folder / ".hidden.txt", folder / "notes"]
    assert find_files(named) == named


def test_each_file_comes_once_however_often_it_is_named(folder: Path) -> None:
    (folder / "link.md").symlink_to(folder / "b.md")
    files = find_files([folder / "b.md", folder, folder / "sub" / ".." / "a.txt"])
    assert names_below(folder, files) == ["b.md", "a.txt", "broken.pdf", "sub/c.HTML"]


def test_a_link_that_leads_in_a_circle_is_not_followed(folder: Path) -> None:
    (folder / "sub" / "up").symlink_to(folder, target_is_directory=True)
    assert names_below(folder, find_files([folder])) == ["a.txt", "b.md", "broken.pdf", "sub/c.HTML"]


def test_a_link_to_a_folder_that_is_named_itself_is_followed(folder: Path, tmp_path: Path) -> None:
    (folder / "elsewhere").symlink_to(folder / "sub", target_is_directory=True)
    assert names_below(folder, find_files([tmp_path / "elsewhere"])) == ["elsewhere/c.HTML"]


def test_relative_paths_become_absolute(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder / "sub")
    assert find_files([Path("../a.txt"), Path()]) == [folder / "a.txt", folder / "sub" / "c.HTML"]


def test_a_missing_path_is_named_and_nothing_else_is_returned(folder: Path) -> None:
    with pytest.raises(PathNotFound, match=r"nowhere.*spelling"):
        find_files([folder, folder / "nowhere"])


def test_a_folder_without_documents_says_which_names_it_looked_for(folder: Path) -> None:
    (folder / "empty").mkdir()
    (folder / "empty" / "photo.png").write_bytes(b"")
    with pytest.raises(NoDocuments, match=r"empty.*\.docx.*\.pdf"):
        find_files([folder / "empty"])
