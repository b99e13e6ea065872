"""Files that come through the page of a library on a server: any machine opens, replaces and removes them."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from bot.errors import NameTaken
from bot.service.library_editor import LibraryEditor, discard
from bot.service.page_images import PageImages
from bot.service.uploads import KnownName, UploadQuery
from bot.service.workspace import Workspace
from corpus.documents import Span
from corpus.errors import LibraryDamaged
from corpus.folders.importer import add_files
from corpus.folders.originals import keep_originals
from corpus.readers.sandbox.reader import Reader
from tests.support.fakes import FakeEncoder
from tests.support.papers import draw, paper
from tests.support.postgres_server import open_here, shared_server
from tests.support.shelves import BEES, LIGHTHOUSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from corpus.folders.importer import FileOutcome

SENTENCE = "The tower on Gull Rock was first lit in 1884."


@pytest.fixture
def location() -> str:
    return shared_server().location()


@pytest.fixture
def machine(location: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], LibraryEditor]]:
    """Makes a machine that serves the page over one library: it has a disk, and a source, of its own."""
    monkeypatch.setattr("embeddings.encoders.registry.load_encoder", lambda *_, **__: FakeEncoder())
    with ExitStack() as ended:

        def made(name: str) -> LibraryEditor:
            monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / name))
            workspace = Workspace(location, tmp_path / name / "besa", tmp_path / "cache")
            library = workspace.libraries.open_to_write(make=True)
            editor = LibraryEditor(workspace, workspace.service(library), library, None)
            ended.callback(library.close)
            ended.callback(editor.close)
            return editor

        yield made


def hand_in(
    machine: LibraryEditor, name: str, content: bytes | str, folder: str = "", known: KnownName = KnownName.BOTH
) -> FileOutcome:
    partial = machine.partial()
    partial.write_bytes(content if isinstance(content, bytes) else content.encode())
    try:
        return machine.take(partial, UploadQuery(name, folder, known))
    finally:
        discard(partial)  # as the route does
        assert not list(machine.folder.folder.rglob("*"))


def printed() -> bytes:
    pdf = paper()
    draw(pdf, 72, 100, [SENTENCE])
    return bytes(pdf.output())


def test_what_one_machine_took_any_other_draws_replaces_and_removes(machine: Callable[[str], LibraryEditor]) -> None:
    one, other, rock = machine("one"), machine("other"), printed()
    added = hand_in(one, "rock.pdf", rock)
    assert (added.status, added.path) == ("added", "/besa-uploads/rock.pdf")
    assert added.document is not None
    library = other._changeable()
    images = PageImages(library)
    found = library.document(added.document).text.find(SENTENCE)
    image = images.image(added.document, 1, [Span(found, found + len(SENTENCE))])
    images.close()
    assert image is not None
    assert image.data.startswith(b"\x89PNG")

    assert hand_in(other, "again.pdf", rock).status == "unchanged"
    with pytest.raises(NameTaken):
        hand_in(other, "rock.pdf", BEES, known=KnownName.ASK)
    replaced = hand_in(other, "rock.pdf", b"", known=KnownName.REPLACE)
    assert replaced.status == "failed"  # nothing is in it, and the one before stays
    assert library.document(added.document).text.count(SENTENCE) == 1
    receipt = other.remove(added.document)
    assert (receipt.deleted, receipt.clean, receipt.on_server) == (True, False, True)
    files = library.server_files
    assert files is not None
    assert files.original(added.document) is None
    assert files.upload_bytes() == 0


def test_files_of_one_name_that_two_machines_take_are_both_kept(machine: Callable[[str], LibraryEditor]) -> None:
    one, other = machine("one"), machine("other")
    assert hand_in(one, "notes.txt", BEES, "Trip").path == "/besa-uploads/Trip/notes.txt"
    kept = hand_in(other, "notes.txt", LIGHTHOUSES, "Trip")
    assert (kept.status, kept.path) == ("added", "/besa-uploads/Trip/notes (2).txt")
    assert "kept as notes (2).txt" in str(kept.reason)
    assert set(other._changeable().list.collections()) == {"Trip"}
    replaced = hand_in(one, "notes.txt", BEES + " They dance.", "Trip", KnownName.REPLACE)
    assert replaced.status == "updated"
    lines = other._changeable().list.all()
    assert sorted(line.path for line in lines) == [
        "/besa-uploads/Trip/notes (2).txt",
        "/besa-uploads/Trip/notes.txt",
    ]
    assert hand_in(one, "copy.txt", LIGHTHOUSES, "Elsewhere").status == "added"  # in another collection, too
    assert len(other._changeable().list.all()) == 2


def test_the_server_keeps_what_is_added_byte_for_byte_and_gives_no_other(
    location: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr("corpus.postgres.kept.files.PIECE_BYTES", 64)
    library = open_here(location)
    (tmp_path / "bees.txt").write_text(BEES)
    with Reader() as reader:
        (added,) = add_files(library, [tmp_path / "bees.txt"], reader)
    files = library.server_files
    assert files is not None
    assert added.document is not None
    assert files.original(added.document) == BEES.encode()
    assert files.without_original() == []
    schema = location.rpartition("=")[2]
    shared_server().psql(f"DELETE FROM {schema}.kept_originals")
    assert (keep_originals(library), files.without_original()) == (0, [])
    assert shared_server().psql(f"SELECT count(*) FROM {schema}.original_pieces") == str(-(-len(BEES) // 64))
    shared_server().psql(f"UPDATE {schema}.original_pieces SET bytes = 'other' WHERE number = 1")
    with pytest.raises(LibraryDamaged):
        files.original(added.document)
    library.close()
