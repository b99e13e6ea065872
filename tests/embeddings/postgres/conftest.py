from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from embeddings.engines.opening import open_library
from tests.support.fakes import FakeEncoder
from tests.support.paths import ROOT
from tests.support.postgres_server import shared_server
from tests.support.shelves import Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corpus.engines.document_store import DocumentStore

SAMPLES = {path.stem.replace("-", "_"): path.read_text() for path in (ROOT / "corpus/sample_library").glob("*.md")}


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What machines keep beside a library on a server stands in the test's own folder."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def on_server(beside: None) -> Iterator[DocumentStore]:
    library = open_library(shared_server().location())
    yield library
    library.close()


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Shelf, Shelf]]:
    """The sample documents in a folder, and on a server."""
    folder = tmp_path_factory.mktemp("both")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder / "data"))
        libraries = open_library(folder / "library"), open_library(shared_server().location())
        in_folder, on_server = (Shelf(library, FakeEncoder(), folder / "files") for library in libraries)
        in_folder.add(**SAMPLES)
        on_server.add(**SAMPLES)
        yield in_folder, on_server
        for library in libraries:
            library.close()
