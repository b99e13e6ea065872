"""The sample library holds the articles as they are now, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corpus.errors import DamagedFile
from corpus.folders import samples
from corpus.folders.samples import fill_with_samples
from corpus.readers.sandbox.reader import Reader

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.store.library import Library


@pytest.fixture
def articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name in ("bees", "owls"):
        (folder / f"{name}.md").write_text(f"# {name.title()}\n\nThe {name} are animals.\n")
    monkeypatch.setattr(samples, "ARTICLES", folder)
    return folder


def fill(library: Library) -> list[tuple[int, int]]:
    told: list[tuple[int, int]] = []
    with Reader() as reader:
        fill_with_samples(library, reader, lambda done, total: told.append((done, total)))
    return told


def titles(library: Library) -> list[str]:
    return [record.metadata.title for record in library.documents()]


def test_articles_that_come_change_and_go_are_followed(library: Library, articles: Path) -> None:
    assert fill(library) == [(1, 2), (2, 2)]
    assert titles(library) == ["Bees", "Owls"]
    (articles / "bees.md").unlink()
    (articles / "wasps.md").write_text("# Wasps\n\nThe wasps are animals.\n")
    assert fill(library) == [(1, 2), (2, 2)]
    assert titles(library) == ["Owls", "Wasps"]


def test_an_article_that_cannot_be_read_is_a_damaged_installation(library: Library, articles: Path) -> None:
    (articles / "bees.md").write_bytes(b"")
    with pytest.raises(DamagedFile, match=r"bees\.md: .+ Install Besa again\."):
        fill(library)
