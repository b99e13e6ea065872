"""What a server has acknowledged stays, whole, whoever is killed; what was removed is gone, and said truly."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from corpus.documents import Content, Document, Metadata, Span
from corpus.errors import LibraryError, LibraryNotWritable, LibraryUnreachable
from corpus.postgres.library import PostgresLibrary
from corpus.text.passages import split
from embeddings.embedding import embed_pending
from embeddings.engines.opening import engine_of, is_library
from tests.support.fakes import FakeEncoder
from tests.support.paths import ROOT
from tests.support.postgres_server import Pooler, new_server, open_here, shared_server
from tests.support.served import wait_until
from tests.support.shelves import Shelf

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.store.library import Library

MARKER = "quetzalcoatlus"


def document(number: str, paragraphs: int = 10) -> Document:
    text = "\n\n".join(f"Paragraph {at} of {number} tells of herons and of otters. " * 8 for at in range(paragraphs))
    content = Content(text, Metadata(number), "text/plain", Span(0, len(text)))
    return Document(f"/notes/{number}.txt", number.ljust(64, "0"), content)


def put(library: Library, number: str) -> str:
    made = document(number)
    library.put(made, split(made.content))
    return made.path


class Writing:
    """Two who write documents, each with connections of their own, until one of them is refused."""

    def __init__(self, location: str) -> None:
        self.acknowledged: list[str] = []
        self.said: list[LibraryError] = []
        self._location = location
        self._enough = threading.Event()
        open_here(location).close()
        self._writers = [threading.Thread(target=self._write, args=(name,)) for name in ("a", "b")]
        for each in self._writers:
            each.start()
        assert self._enough.wait(120)

    def wait(self) -> None:
        """Returns once both have ended, refused because nothing could be reached."""
        for each in self._writers:
            each.join()
        assert [type(each) for each in self.said] == [LibraryUnreachable] * 2, self.said

    def check(self, library: Library) -> None:
        """Checks that all that was acknowledged is there, and nothing in part."""
        lines = {line.path: line.id for line in library.list.all()}
        assert set(self.acknowledged) <= set(lines)
        whole = len(split(document("a0").content))
        for id in lines.values():
            assert library.document(id).text
            assert len(library.passages.of(id)) == whole
        reach = engine_of(library).index().term_statistics(["heron"])
        assert (reach.passages, reach.reach["heron"]) == (whole * len(lines), whole * len(lines))

    def _write(self, name: str) -> None:
        library = open_here(self._location)
        try:
            for number in range(10_000):
                self.acknowledged.append(put(library, f"{name}{number}"))
                if len(self.acknowledged) >= 12:
                    self._enough.set()
        except LibraryError as error:
            self.said.append(error)
        library.close()


def test_a_server_that_is_killed_while_two_write_loses_nothing_that_it_acknowledged(beside: None) -> None:
    server = new_server()
    location = server.location()
    asking = open_here(location)
    writing = Writing(location)
    server.kill()
    writing.wait()
    with pytest.raises(LibraryUnreachable, match="try again"):
        asking.list.count()
    server.start()
    writing.check(asking)  # comes back by itself
    asking.close()
    server.stop()


def test_a_standby_that_is_promoted_has_all_that_was_acknowledged(beside: None) -> None:
    server = new_server()
    standby = new_server(server)
    server.psql("ALTER SYSTEM SET synchronous_standby_names = '*'")
    server.psql("SELECT pg_reload_conf()")
    location = server.location()
    both = location.replace("?host=", f"?target_session_attrs=read-write&host={standby.folder},")
    asking = open_here(both)
    wait_until(lambda: is_library(location.replace(str(server.folder), str(standby.folder))))
    reading = open_here(location.replace(str(server.folder), str(standby.folder)))
    assert (asking.read_only, reading.read_only) == (False, True)
    writing = Writing(both)
    server.kill()
    writing.wait()
    with pytest.raises(LibraryUnreachable):
        asking.list.count()
    standby.psql("SELECT pg_promote()")
    standby.psql("ALTER SYSTEM SET synchronous_standby_names = ''")
    writing.check(asking)  # finds the new one by itself
    put(asking, "after")
    assert reading.list.count() == len(asking.list.all())
    for library in (asking, reading):
        library.close()
    for each in (server, standby):
        each.stop()


def test_a_commit_waits_for_the_disk_whatever_the_server_is_set_to(beside: None) -> None:
    server = shared_server()
    server.psql("CREATE ROLE hasty LOGIN SUPERUSER; ALTER ROLE hasty SET synchronous_commit = off")
    library = open_here(server.location().replace("besa@", "hasty@"))
    assert isinstance(library, PostgresLibrary)
    with library.store.server.connection() as connection:
        assert connection.run("SHOW synchronous_commit").fetchone() == ("on",)
    library.close()


def test_a_pooler_that_is_killed_loses_nothing_and_one_that_works_by_transaction_is_refused(beside: None) -> None:
    server = shared_server()
    direct = server.location()
    pooler = Pooler(server, "session")
    location = pooler.through(direct, server)
    asking = open_here(location)
    writing = Writing(location)
    pooler.kill()
    writing.wait()
    with pytest.raises(LibraryUnreachable):
        asking.list.count()
    pooler.start()
    writing.check(asking)
    asking.close()
    pooler.stop()
    by_transaction = Pooler(server, "transaction")
    with pytest.raises(LibraryError, match="pool_mode = session"):
        open_here(by_transaction.through(direct, server))
    by_transaction.stop()


def test_passages_that_a_killed_worker_had_taken_up_are_embedded_by_others_each_once(on_server: Library) -> None:
    for number in range(6):
        put(on_server, f"w{number}")
    queue, encoder = engine_of(on_server).queue(), FakeEncoder()
    record = queue.use(encoder.name, encoder.dimension)
    worker = subprocess.Popen(
        [sys.executable, "-c", _TAKES_UP_AND_WAITS, on_server.location],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert worker.stdout is not None
    taken = {int(id) for id in worker.stdout.readline().split()}
    assert len(taken) == 10
    with queue.claim(record, 1_000) as batch:
        assert taken.isdisjoint(each.id for each in batch)
        assert len(batch) == queue.count(record) - len(taken)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    others = [threading.Thread(target=_embed, args=(on_server.location, encoder)) for _ in range(3)]
    for each in others:
        each.start()
    for each in others:
        each.join()
    embed_pending(on_server, encoder, lambda done, total: None)  # the killed one's, once the server has noticed
    coverage = engine_of(on_server).index().coverage()
    assert (coverage.pending, coverage.embedded) == (0, on_server.passages.count())
    assert len(encoder.passages) <= coverage.passages


def _embed(location: str, encoder: FakeEncoder) -> None:
    library = open_here(location)
    embed_pending(library, encoder, lambda done, total: None)
    library.close()


_TAKES_UP_AND_WAITS = """
import sys, time
from embeddings.engines.opening import engine_of, open_library
queue = engine_of(open_library(sys.argv[1])).queue()
with queue.claim(queue.encoder(), 10) as batch:
    print(*(each.id for each in batch), flush=True)
    time.sleep(600)
"""


def test_what_was_removed_is_found_by_nobody_and_erased_by_the_next_rewrite(
    on_server: Library, encoder: FakeEncoder, tmp_path: Path
) -> None:
    shelf = Shelf(on_server, encoder, tmp_path / "files")
    shelf.add(secret=f"The {MARKER} was the largest flyer. It lived in the Cretaceous.", other="Herons fish at dawn.")
    elsewhere = open_here(on_server.location)
    index = engine_of(elsewhere).index()
    assert index.term_statistics([MARKER]).reach
    removed = engine_of(on_server).remove([on_server.names.find("secret.txt")])
    assert [(each.passages, each.vectors, each.token_vectors) for each in removed] == [(1, 1, 1)]
    assert engine_of(on_server).erase_removed() is False
    statistics = index.term_statistics([MARKER, "heron"])
    assert list(statistics.reach) == ["heron"]
    assert len(index.lexical([[MARKER], ["heron"]], statistics, 9)) == len(elsewhere.list.all()) == 1
    elsewhere.close()
    server = shared_server()
    server.psql("CHECKPOINT")
    assert _on_disk(server.folder)
    server.psql("VACUUM (FULL, ANALYZE)")
    server.psql("CHECKPOINT")
    assert not _on_disk(server.folder)


def _on_disk(folder: Path) -> list[Path]:
    """Returns the files of tables and indexes that hold the marker word; the log is another matter."""
    files = (path for path in (folder / "data" / "base").rglob("*") if path.is_file())
    return [path for path in files if MARKER.encode() in path.read_bytes()]


def test_a_user_who_may_only_read_asks_and_is_told_so_when_changing(on_server: Library) -> None:
    put(on_server, "r1")
    assert isinstance(on_server, PostgresLibrary)
    schema = on_server.store.server.address.schema
    role = f"reader_of_{schema}"
    shared_server().psql(
        f"CREATE ROLE {role} LOGIN; GRANT USAGE ON SCHEMA {schema} TO {role}; "
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role}; "
        f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}"
    )
    reader = open_here(on_server.location.replace("besa@", f"{role}@"))
    assert reader.read_only
    assert reader.passages.count() == on_server.passages.count()
    with pytest.raises(LibraryNotWritable, match="may only read"):
        put(reader, "r2")
    reader.close()


def test_what_two_machines_add_at_one_path_stays_two(on_server: Library) -> None:
    one, other = (open_here(on_server.location, source=name) for name in ("north", "south"))
    for library, text in ((one, "Otters swim."), (other, "Herons wade.")):
        content = Content(text, Metadata("same"), "text/plain", Span(0, len(text)))
        library.put(Document("/docs/same.txt", text.ljust(64), content), split(content))
    one.files.remove(["/docs/same.txt"])
    (left,) = on_server.list.all()
    assert on_server.document(left.id).text == "Herons wade."
    assert other.files.paths() == ["/docs/same.txt"]
    for library in (one, other):
        library.close()


def test_two_who_add_the_same_at_the_same_moment_get_one_document_or_are_told(on_server: Library) -> None:
    said: list[str] = []
    both = threading.Barrier(2)

    def add() -> None:
        library = open_here(on_server.location)
        both.wait()
        try:
            put(library, "same")
        except LibraryError as error:
            said.append(str(error))
        library.close()

    adding = [threading.Thread(target=add) for _ in range(2)]
    for each in adding:
        each.start()
    for each in adding:
        each.join()
    assert len(on_server.list.all()) == 1
    assert on_server.passages.count() == len(split(document("same").content))
    assert all("Give the same command again" in each for each in said)


def test_there_is_no_library_until_one_is_made(beside: None) -> None:
    location = shared_server().location()
    assert not is_library(location)
    open_here(location).close()
    assert is_library(location)
