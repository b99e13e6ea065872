"""What whoever runs a library on a server needs: its versions, its state, its slow statements, and no passwords."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from besa.info import describe
from bot.errors import CannotDo
from bot.service.server_backup import back_up_server, restore_to_server
from bot.service.server_doctor import examine_on_server
from bot.service.workspace import Workspace
from bot.wording.reporter import LOG
from corpus.errors import LibraryError, LibraryTooNew
from corpus.postgres.address import Address
from corpus.postgres.migrations import ensure
from corpus.postgres.pool import PoolExhausted
from corpus.postgres.server import Server, TablesInUse
from corpus.postgres.store import CORPUS_TABLES
from embeddings.engines.opening import engine_of
from tests.support.paths import ROOT
from tests.support.postgres_server import open_here, shared_server
from tests.support.shelves import BEES, Shelf

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.store.library import Library
    from tests.support.fakes import FakeEncoder


def test_a_server_that_is_too_old_is_refused_with_what_is_needed(
    on_server: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("corpus.postgres.server.OLDEST_SERVER", 99)
        with pytest.raises(LibraryError, match=r"is PostgreSQL \d+; Besa needs 99 or newer"):
            open_here(on_server.location)
    monkeypatch.setattr("corpus.postgres.server.OLDEST_VECTORS", (99,))
    with pytest.raises(LibraryError, match="ALTER EXTENSION vector UPDATE"):
        open_here(on_server.location)


def test_a_database_that_is_not_in_utf_8_is_refused(beside: None) -> None:
    server = shared_server()
    server.psql("CREATE DATABASE plain ENCODING 'SQL_ASCII' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
    with pytest.raises(LibraryError, match="keeps text as SQL_ASCII"):
        open_here(server.location().replace("/postgres?", "/plain?"))


def test_text_is_compared_by_its_code_points_whatever_the_database_takes_for_alphabetical(on_server: Library) -> None:
    """In the alphabet of en_US "2020-05" comes after "2020~": a year would have none of its days."""
    schema = on_server.store.server.address.schema  # type: ignore[attr-defined]
    alphabetical = shared_server().psql(
        "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE collation_name IS NULL "
        f"AND data_type = 'text' AND table_schema = '{schema}' ORDER BY 1"
    )
    only_equal = {f"catalogue.{column}" for column in ("title", "author", "publisher")} | {
        "schemas.name",
        "remarks.value",
    }
    assert set(alphabetical.splitlines()) == only_equal


def test_what_is_said_of_a_library_tells_what_keeps_it_and_that_it_answers(on_server: Library) -> None:
    told = describe(on_server, None, sample=False)
    assert told.store.engine.startswith("PostgreSQL ")
    assert "pgvector" in told.store.engine
    assert told.store.bytes > 0
    assert told.store.answered_ms is not None
    assert 1 <= (told.store.connections or 0) <= (told.store.most_connections or 0)
    assert told.store.behind_s is None
    assert told.index == "missing"
    engine_of(on_server).queue().use("fake", 4)
    assert describe(on_server, None, sample=False).index == "ready"


def test_slow_statements_are_logged_without_their_values(beside: None, caplog: pytest.LogCaptureFixture) -> None:
    with closing(open_here(shared_server().location("&slow_ms=0"))) as library:
        caplog.clear()
        library.list.holds("a secret id")
    assert "a slow statement" in caplog.text
    assert "SELECT 1 FROM documents WHERE id = %s" in caplog.text
    assert "a secret id" not in caplog.text


def test_no_more_connections_are_opened_than_the_address_allows(beside: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.postgres.server.LEND_SECONDS", 0.01)
    with closing(open_here(shared_server().location("&connections=2"))) as library:
        pool = library.store.server._pool  # type: ignore[attr-defined]
        with pool.connection(), pool.connection(), pytest.raises(PoolExhausted), pool.connection():
            pass


@pytest.mark.parametrize(("said", "compared"), [("", "200"), ("&ef_search=400", "400"), ("&ef_search=10", "100")])
def test_the_index_compares_more_neighbours_than_a_question_wants(beside: None, said: str, compared: str) -> None:
    """With fewer than LIMIT, fewer rows would come without a word."""
    open_here(shared_server().location()).close()  # the extension is there from now on
    with closing(open_here(shared_server().location(said))) as library, library.store.reading() as connection:
        assert connection.execute("SHOW hnsw.ef_search").fetchone() == (compared,)


def test_a_backup_of_a_library_on_a_server_is_examined_and_put_onto_another(
    on_server: Library, encoder: FakeEncoder, tmp_path: Path
) -> None:
    shelf = Shelf(on_server, encoder, tmp_path / "files")
    shelf.add(bees=BEES, owls="Owls hunt at night.")
    before, file = Workspace.of_user(on_server.location).libraries, tmp_path / "library.zip"
    kept = before.uploads / "notes.txt"
    kept.parent.mkdir(parents=True)
    kept.write_text("kept", "utf-8")
    assert back_up_server(before, file, "0").documents == 2
    after = Workspace.of_user(shared_server().location()).libraries
    assert {each.status for each in restore_to_server(after, file)} <= {"well", "noticed"}
    with closing(after.open_to_write()) as restored:
        assert [line.id for line in restored.list.all()] == [line.id for line in on_server.list.all()]
        assert engine_of(restored).index().coverage().pending == 0
        found = {each.part: each.status for each in examine_on_server(restored, LOG)}
        assert found == {"server": "well", "documents": "well", "vectors": "well"}
        with restored.store.writing() as connection:  # type: ignore[attr-defined]
            connection.execute("UPDATE documents SET text = text || '!' WHERE id = ?", (restored.list.all()[0].id,))
    with closing(after.open_to_write()) as restored:
        assert {each.part: each.status for each in examine_on_server(restored, LOG)}["documents"] == "damaged"
    assert (after.uploads / "notes.txt").read_text("utf-8") == "kept"
    assert not (after.folder / "library.sqlite").exists()
    with pytest.raises(CannotDo, match="is there already"):
        back_up_server(before, file, "0")
    with pytest.raises(LibraryError, match="name a library that has none"):
        list(restore_to_server(after, file))


def test_an_older_besa_goes_on_beside_a_newer_one_whose_tables_it_can_use(on_server: Library, tmp_path: Path) -> None:
    """Workers are brought up to date one after the other, and old ones may start again meanwhile."""
    (tmp_path / "migrations").mkdir()
    version = CORPUS_TABLES.version + 1
    (tmp_path / f"migrations/{version}.sql").write_text("CREATE TABLE noted_since (what text)")
    newer = replace(CORPUS_TABLES, version=version, folder=tmp_path, oldest=CORPUS_TABLES.version)
    address = Address.parse(on_server.location)
    with on_server.store.reading() as connection:  # one that asks meanwhile
        connection.execute("SELECT count(*) FROM documents")
        with closing(Server(address)) as server:
            ensure(server, newer, make=False)
    on_server.files.note_folder("/papers")
    with closing(open_here(on_server.location)) as older:
        assert older.list.count() == 0
    with closing(Server(address)) as server:
        ensure(server, newer, make=False)
        with server.transaction() as connection:
            connection.run("UPDATE schemas SET oldest = NULL WHERE name = 'corpus'")
    with pytest.raises(LibraryTooNew):
        open_here(on_server.location)


def test_a_change_of_tables_waits_for_those_who_use_them_and_lets_nobody_wait_for_long(
    on_server: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.postgres.migrations._TRIES", 2)
    monkeypatch.setattr("corpus.postgres.migrations._LOCK_SECONDS", 0.01)
    (tmp_path / "migrations").mkdir()
    version = CORPUS_TABLES.version + 1
    (tmp_path / f"migrations/{version}.sql").write_text("ALTER TABLE documents ADD COLUMN more text")
    newer = replace(CORPUS_TABLES, version=version, folder=tmp_path)
    with closing(Server(Address.parse(on_server.location))) as server:
        with on_server.store.writing() as connection:
            connection.execute("SELECT count(*) FROM documents")
            with pytest.raises(TablesInUse, match="without a pause"):
                ensure(server, newer, make=False)
        ensure(server, newer, make=False)
        with server.connection() as connection:
            assert connection.run("SELECT version FROM schemas WHERE name = 'corpus'").fetchone() == (version,)


def test_the_traceback_of_an_error_has_no_password(beside: None) -> None:
    """Nobody catches the error here: Python prints it, and what it came from, with all that stands in it."""
    location = "postgresql://ana:secret-word@127.0.0.1:1/archive"
    done = subprocess.run(
        [sys.executable, "-c", "import besa, os; besa.open(os.environ['BESA_LIBRARY']).info()"],
        capture_output=True,
        text=True,
        env={**os.environ, "BESA_LIBRARY": location, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 1
    assert "Traceback" in done.stderr
    assert "ana@127.0.0.1" in done.stderr
    assert "secret-word" not in done.stdout + done.stderr
