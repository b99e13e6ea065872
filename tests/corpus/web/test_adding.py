from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corpus.errors import UnknownDocument
from corpus.folders.importer import add_plan, files_to_add
from corpus.folders.pruning import prune
from corpus.readers.sandbox.reader import Reader
from corpus.web import fetcher as fetcher_module
from corpus.web.adding import PageImporter
from corpus.web.copies import CopyFolder
from tests.support.web_host import Reply, WebHost, fetcher, web_host

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.folders.importer import FileOutcome
    from corpus.store.library import Library

BEES = "<title>Bees</title><h1>Bees</h1><p>The queen lays 2,000 eggs a day. A worker lives for six weeks.</p>"
LATER = BEES.replace("2,000", "1,500")


@dataclass
class Web:
    """A host of pages, and a library that they are added to, an hour after one another."""

    host: WebHost
    library: Library
    reader: Reader
    clock: datetime = field(default=datetime(2026, 11, 27, 21, 4, 5, tzinfo=UTC))

    def add(self, address: str) -> FileOutcome:
        outcome = PageImporter(self.library, self.reader, fetcher(), lambda: self.clock).add(address)
        self.clock += timedelta(hours=1)
        return outcome

    @property
    def copies(self) -> list[Path]:
        folder = CopyFolder.of_library(self.library.store.folder).folder
        return sorted(folder.iterdir()) if folder.exists() else []

    def holds(self, words: str) -> bool:
        return any(words in self.library.document(each.id).text for each in self.library.documents())


@pytest.fixture
def web(library: Library, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    monkeypatch.setattr(fetcher_module, "getproxies", dict)
    with web_host() as host, Reader() as reader:
        yield Web(host, library, reader)


def test_a_page_is_kept_as_it_came_with_address_moment_and_digest(web: Web) -> None:
    address = web.host.html("/bees?p=1", BEES, ETag='"1"')
    outcome = web.add(address + "#queen")
    assert (outcome.status, outcome.url) == ("added", address + "#queen")
    (record,) = web.library.documents()
    assert (record.metadata.url, record.metadata.accessed) == (address, "2026-11-27T21:04:05Z")
    assert record.metadata.title == "Bees"
    copy = Path(record.path)
    assert outcome.path == record.path
    assert copy.read_bytes().decode() == "<!doctype html>" + BEES
    assert record.sha256 == hashlib.sha256(copy.read_bytes()).hexdigest()
    assert copy.name.startswith("127.0.0.1-bees-p-1-")
    assert copy.suffix == ".html"
    said = json.loads(copy.with_name(copy.name + ".meta.json").read_text("utf-8"))
    assert said["fetched"] == {"media_type": "text/html", "etag": '"1"', "sha256": record.sha256}
    assert len(web.copies) == 2


def test_what_a_killed_run_left_goes_with_a_later_page_and_what_is_on_its_way_stays(web: Web) -> None:
    web.add(web.host.html("/bees", BEES))
    folder = web.copies[0].parent
    for name, hours in ((".part-left", 2.0), (".part-left.meta.json", 2.0), (".part-coming", 0.5)):
        moment = web.clock.timestamp() - hours * 3_600
        (folder / name).write_bytes(b"x")
        os.utime(folder / name, (moment, moment))
    web.add(web.host.html("/queen", LATER))
    assert [copy.name for copy in web.copies if copy.name.startswith(".part-")] == [".part-coming"]


def test_the_same_version_is_unchanged_whether_the_host_says_so_or_sends_it_again(web: Web) -> None:
    web.host.pages["/told"] = lambda sent: (
        Reply(status=304)
        if sent.get("if-none-match") == '"1"'
        else Reply(BEES.encode(), headers={"ETag": '"1"', "Content-Type": "text/html"})
    )
    web.host.html("/sent", BEES + "<p>Another page.</p>")
    for path in ("/told", "/sent"):
        assert web.add(web.host.url(path)).status == "added"
        again = web.add(web.host.url(path))
        assert (again.status, again.passages, again.reason) == ("unchanged", 1, None)
    assert [each.metadata.accessed for each in web.library.documents()] == [
        "2026-11-27T23:04:05Z",
        "2026-11-27T21:04:05Z",
    ]


def test_a_newer_version_takes_the_place_of_the_one_before_under_the_same_id(web: Web) -> None:
    address = web.host.html("/bees", BEES)
    first = web.add(address)
    web.host.html("/bees", LATER)
    second = web.add(address)
    assert (second.status, second.document, second.path) == ("updated", first.document, first.path)
    assert web.holds("1,500")
    assert not web.holds("2,000")
    assert b"1,500" in Path(second.path).read_bytes()
    assert web.library.documents()[0].metadata.accessed == "2026-11-27T22:04:05Z"
    assert len(web.copies) == 2


def test_a_page_that_only_counts_its_visitors_is_unchanged(web: Web) -> None:
    address = web.host.html("/bees", BEES + "<script>visit(1)</script>")
    first = web.add(address)
    before = Path(first.path).read_bytes()
    web.host.html("/bees", BEES + "<script>visit(2)</script>")
    again = web.add(address)
    assert again.status == "unchanged"
    assert str(again.reason) == "the page is another, its text the same"
    assert Path(first.path).read_bytes() == before


def test_what_cannot_be_fetched_or_read_any_more_leaves_the_version_before(web: Web) -> None:
    address = web.host.html("/bees", BEES)
    path = Path(web.add(address).path)
    for reply in (Reply(status=500), Reply(headers={"Content-Type": "text/html"}), Reply(b"%PDF-1.7 broken")):
        web.host.pages["/bees"] = reply
        outcome = web.add(address)
        assert (outcome.status, outcome.path, bool(outcome.reason)) == ("failed", address, True)
        assert web.holds("2,000")
        assert b"2,000" in path.read_bytes()
        assert len(web.copies) == 2


@pytest.mark.parametrize(
    "media_type", ["image/png", "image/gif", "video/mp4", "application/javascript", "text/css", "font/woff2"]
)
def test_what_no_reader_takes_is_refused(web: Web, media_type: str) -> None:
    web.host.pages["/a"] = Reply(b"body { color: red }", headers={"Content-Type": media_type})
    outcome = web.add(web.host.url("/a"))
    assert outcome.status == "failed"
    assert web.copies == []
    assert web.library.documents() == []


@pytest.mark.parametrize(
    ("path", "media_type", "suffix"),
    [
        ("/a", "text/plain; charset=utf-8", ".txt"),
        ("/a/README.md", "text/plain", ".md"),
        ("/notes.md", "application/octet-stream", ".md"),
        ("/a", "text/markdown", ".md"),
        ("/a.php?f=a.pdf", "text/html", ".html"),
        ("/table", "text/csv", ".csv"),
    ],
)
def test_files_are_read_as_what_they_are_called(web: Web, path: str, media_type: str, suffix: str) -> None:
    body = b"<p>The queen lays eggs.</p>" if suffix == ".html" else b"The queen lays 2,000 eggs a day.\n"
    web.host.pages[path] = Reply(body, headers={"Content-Type": media_type})
    outcome = web.add(web.host.url(path))
    assert (outcome.status, Path(outcome.path).suffix) == ("added", suffix)


def test_a_page_that_becomes_another_kind_of_file_keeps_its_id(web: Web) -> None:
    address = web.host.html("/bees", BEES)
    first = web.add(address)
    web.host.pages["/bees"] = Reply(b"The queen lays 1,500 eggs a day.\n", headers={"Content-Type": "text/plain"})
    second = web.add(address)
    assert (second.status, second.document, Path(second.path).suffix) == ("updated", first.document, ".txt")
    assert not Path(first.path).exists()
    assert len(web.copies) == 2
    assert [each.path for each in web.library.documents()] == [second.path]


def test_a_copy_that_was_damaged_is_fetched_anew(web: Web) -> None:
    address = web.host.html("/bees", BEES, ETag='"1"')
    path = Path(web.add(address).path)
    path.write_bytes(b"something else")
    outcome = web.add(address)
    assert outcome.status in ("updated", "unchanged")
    assert path.read_bytes().decode() == "<!doctype html>" + BEES
    assert "if-none-match" not in web.host.asked[-1][1]


def test_a_page_goes_by_its_address(web: Web) -> None:
    address, other = web.host.html("/bees", BEES), web.host.html("/wasps", "<p>Wasps do not store honey.</p>")
    id = web.add(address).document
    web.add(other)
    assert [web.library.names.find(each) for each in (address, address + "#top")] == [id, id]
    assert web.library.names.matching("*/bees") == {id}
    with pytest.raises(UnknownDocument):
        web.library.names.find(web.host.url("/bee"))


def test_adding_and_pruning_folders_leaves_pages_where_they_are(web: Web, tmp_path: Path) -> None:
    """Even the folder that the copies are in: they are Besa's own."""
    web.add(web.host.html("/bees", BEES))
    for copy in web.copies:
        copy.unlink()
    (tmp_path / "notes.txt").write_text("The lighthouse was built in 1850.")
    list(add_plan(web.library, files_to_add([tmp_path]), web.reader))
    (tmp_path / "notes.txt").unlink()
    (tmp_path / "other.txt").write_text("Another file.")
    outcomes = list(prune(web.library, [tmp_path]))
    assert [Path(each.path).name for each in outcomes] == ["notes.txt"]
    assert web.holds("2,000")


def test_a_folder_that_holds_the_copies_adds_none_twice(web: Web, tmp_path: Path) -> None:
    added = web.add(web.host.html("/bees", BEES))
    (outcome,) = add_plan(web.library, files_to_add([tmp_path]), web.reader)
    assert (outcome.status, outcome.path) == ("unchanged", added.path)
    assert web.library.documents()[0].metadata.accessed == "2026-11-27T21:04:05Z"


def test_no_secret_stands_in_an_address_that_fails(web: Web) -> None:
    outcome = web.add("https://person:secret@example.org/")
    assert outcome.status == "failed"
    assert "secret" not in str(outcome.reason)
    assert web.host.asked == []


def test_a_disk_that_is_full_fails_the_page(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(CopyFolder, "write", full)
    outcome = web.add(web.host.html("/bees", BEES))
    assert outcome == replace(outcome, status="failed", url=outcome.path)
    assert "No space left" in str(outcome.reason)
