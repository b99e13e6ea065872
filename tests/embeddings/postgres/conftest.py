from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.fakes import FakeEncoder
from tests.support.paths import ROOT
from tests.support.postgres_server import open_here, shared_server
from tests.support.shelves import Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corpus.store.library import Library

_NAMES = ("albania-iran-relations", "ashraf-3", "besa", "expelled-diplomats", "mek-history", "mek-names", "raid-2023")
SAMPLES = {name.replace("-", "_"): (ROOT / f"corpus/sample_library/{name}.md").read_text() for name in _NAMES}


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What machines keep beside a library on a server stands in the test's own folder."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def on_server(beside: None) -> Iterator[Library]:
    library = open_here(shared_server().location())
    yield library
    library.close()


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Shelf, Shelf]]:
    """The sample documents in a folder, and on a server."""
    folder = tmp_path_factory.mktemp("both")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder / "data"))
        libraries = open_here(folder / "library"), open_here(shared_server().location())
        in_folder, on_server = (Shelf(library, FakeEncoder(), folder / "files") for library in libraries)
        in_folder.add(**SAMPLES)
        on_server.add(**SAMPLES)
        yield in_folder, on_server
        for library in libraries:
            library.close()
