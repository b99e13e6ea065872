"""Which files a named path stands for."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from corpus.errors import NoDocuments, PathNotFound
from corpus.folders.discovery import find_files, look_through
from corpus.store.database import Store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.md", "a.txt", "broken.pdf", "sub/c.HTML", ".hidden.txt", "sub/.d.md", ".git/e.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    return tmp_path


def names_below(folder: Path, files: list[Path]) -> list[str]:
    return [file.relative_to(folder).as_posix() for file in files]


def test_a_folder_gives_its_documents_in_sorted_order_and_nothing_hidden(folder: Path) -> None:
    assert names_below(folder, find_files([folder])) == ["a.txt", "b.md", "broken.pdf", "sub/c.HTML"]


def test_a_name_that_says_nothing_is_looked_into(tmp_path: Path) -> None:
    (tmp_path / "README").write_text("Read me.")
    (tmp_path / "paper.tex").write_text("\\section{Whales}")
    (tmp_path / "scan").write_bytes(b"%PDF-1.7\n")
    with zipfile.ZipFile(tmp_path / "letter.dotx", "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
    assert names_below(tmp_path, find_files([tmp_path])) == ["README", "letter.dotx", "paper.tex", "scan"]


def test_what_is_no_document_is_passed_over_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "photo.gif").write_bytes(b"GIF89a")
    (tmp_path / "Thumbs.db").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    (tmp_path / "noise").write_bytes(bytes(range(256)))
    (tmp_path / "nothing").write_bytes(b"")
    (tmp_path / "style.css").write_text("p { color: red }")
    (tmp_path / "~$letter.docx").write_bytes(b"lock")
    (tmp_path / "notes.txt~").write_text("Yesterday's notes.")
    os.mkfifo(tmp_path / "pipe")
    with zipfile.ZipFile(tmp_path / "backup.jar", "w") as package:
        package.writestr("a.txt", "Text.")
    reasons = {
        "photo.gif": "GIF image",
        "Thumbs.db": "not a document",
        "noise": "not a document",
        "nothing": "empty",
        "style.css": "program",
        "~$letter.docx": "temporary",
        "notes.txt~": "backup",
        "pipe": "pipe",
        "backup.jar": "ZIP archive",
    }
    found = look_through([tmp_path])
    assert found.files == []
    passed_over = {each.path.name: each.reason for each in found.passed_over}
    assert passed_over.keys() == reasons.keys()
    for name, words in reasons.items():
        assert words in passed_over[name]


def test_a_file_that_is_named_is_always_tried(folder: Path) -> None:
    named = [folder / "photo.png", folder / ".hidden.txt", folder / "style.css"]
    for path in named:
        path.write_bytes(b"\x89PNG")
    assert find_files(named) == named


def test_a_library_in_a_folder_is_not_read(folder: Path) -> None:
    Store.open(folder / "library").close()
    (folder / "library" / "manifest.json").write_text("{}")
    found = look_through([folder])
    assert names_below(folder, found.files) == ["a.txt", "b.md", "broken.pdf", "sub/c.HTML"]
    assert [each.path for each in found.passed_over] == [folder / "library"]


def test_each_file_comes_once_however_often_it_is_named(folder: Path) -> None:
    (folder / "link.md").symlink_to(folder / "b.md")
    files = find_files([folder / "b.md", folder, folder / "sub" / ".." / "a.txt"])
    assert names_below(folder, files) == ["b.md", "a.txt", "broken.pdf", "sub/c.HTML"]


def test_a_link_that_leads_in_a_circle_is_not_followed(folder: Path) -> None:
    (folder / "sub" / "up").symlink_to(folder, target_is_directory=True)
    found = look_through([folder])
    assert names_below(folder, found.files) == ["a.txt", "b.md", "broken.pdf", "sub/c.HTML"]
    assert [each.path for each in found.passed_over] == [folder / "sub" / "up"]


def test_a_link_to_a_folder_that_is_named_itself_is_followed(folder: Path, tmp_path: Path) -> None:
    (folder / "elsewhere").symlink_to(folder / "sub", target_is_directory=True)
    assert names_below(folder, find_files([tmp_path / "elsewhere"])) == ["elsewhere/c.HTML"]


def test_relative_paths_become_absolute(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder / "sub")
    assert find_files([Path("../a.txt"), Path()]) == [folder / "a.txt", folder / "sub" / "c.HTML"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("www.example.org/page", "added as https://www.example.org/page"),
        ("ftp://example.org/a", "only http and https"),
        ("file:///tmp/a.txt", "only http and https"),
        ("www.txt", "check the spelling"),
    ],
)
def test_a_path_that_is_meant_as_an_address_is_told_from_a_spelling_mistake(name: str, said: str) -> None:
    with pytest.raises(PathNotFound, match=said):
        find_files([Path(name)])


def test_a_missing_path_is_named_and_nothing_else_is_returned(folder: Path) -> None:
    with pytest.raises(PathNotFound, match=r"nowhere.*spelling"):
        find_files([folder, folder / "nowhere"])


def test_a_folder_without_documents_says_what_besa_reads(folder: Path) -> None:
    (folder / "empty").mkdir()
    (folder / "empty" / "photo.gif").write_bytes(b"GIF89a")
    with pytest.raises(NoDocuments, match=r"empty.*PDF.*DOCX"):
        find_files([folder / "empty"])
