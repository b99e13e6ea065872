"""Nothing is fetched but a page whose address a person gave: of Besa's code one place fetches, one command asks."""

from __future__ import annotations

import ast
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

import besa
from bot.service.library_writer import LibraryWriter
from corpus.web import fetcher as fetcher_module
from tests.support.paths import ROOT
from tests.support.web_host import fetcher, web_host

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.web_host import WebHost

_PACKAGES = ("besa", "bot", "corpus", "embeddings")
_LINKS = """
<p>See <a href="{url}">this</a> <img src="{url}"><iframe src="{url}"></iframe><link rel=canonical href="{url}">
<meta http-equiv=refresh content="0; url={url}"><base href="{url}"></p><p>The queen lays 2,000 eggs a day: {url}</p>
"""
_WATCHED = """
import sys
reached = []
def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request"):
        reached.append((event, arguments))
sys.addaudithook(watch)
from pathlib import Path
from corpus.folders.importer import add_plan, files_to_add
from corpus.folders.pruning import prune
from corpus.readers.sandbox.reader import Reader
from corpus.store.library import Library
library = Library.open(Path(sys.argv[1]))
with Reader() as reader:
    print([each.status for each in add_plan(library, files_to_add([Path(sys.argv[2])]), reader)])
    list(prune(library, [Path(sys.argv[2])]))
assert reached == [], reached
assert not {"corpus.web.connection", "corpus.web.fetcher", "corpus.web.adding"} & set(sys.modules)
"""


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebHost]:
    monkeypatch.setattr(fetcher_module, "getproxies", dict)
    with web_host() as served:
        yield served


def test_one_command_and_one_route_alone_ask_for_pages_to_be_fetched() -> None:
    files = [ROOT / "app.py", *(path for name in _PACKAGES for path in (ROOT / name).rglob("*.py"))]
    calls = [
        (path, each)
        for path in files
        for each in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(each, ast.Call)
    ]
    given = [
        (str(path.relative_to(ROOT)), ast.unparse(word.value))
        for path, call in calls
        for word in call.keywords
        if word.arg in ("fetch", "addresses")
    ]
    assert sorted(given) == [("app.py", "True"), ("besa/library.py", "addresses"), ("besa/library.py", "fetch")]

    def calling(*functions: str) -> list[str]:
        return [str(path.relative_to(ROOT)) for path, call in calls if ast.unparse(call.func) in functions]

    assert calling("Fetcher", "fetcher.Fetcher") == ["bot/service/library_writer.py"]
    assert sorted(calling("PageImporter", "add_first_page")) == [
        "bot/service/library_writer.py",
        "bot/service/library_writer.py",
        "corpus/web/adding.py",
    ]
    assert calling("fetch_first_page") == ["bot/service/library_editor.py"]
    assert calling("changes.fetch") == ["bot/page/routes/documents.py"]


def test_documents_full_of_addresses_make_besa_ask_nobody(host: WebHost, tmp_path: Path) -> None:
    url, files = host.url("/tracker"), tmp_path / "files"
    files.mkdir()
    (files / "page.html").write_text(_LINKS.format(url=url))
    (files / "notes.md").write_text(
        f"---\nurl: {url}\n---\n![picture]({url}) The queen lays 2,000 eggs a day. <{url}>\n"
    )
    (files / "notes.txt").write_text(f"{url}\n")
    (files / "page.html.meta.json").write_text(f'{{"url": "{url}", "fetched": {{"from": "{url}"}}}}')
    (files / "mail.eml").write_text(
        f"From: a@b.c\nSubject: Bees\nDate: 1 May 2020\nContent-Type: text/html\n\n<p>{url}</p>"
    )
    (files / "list.json").write_text(f'[{{"title": "Bees", "text": "The queen lays eggs.", "url": "{url}"}}]')
    done = subprocess.run(
        [sys.executable, "-c", _WATCHED, tmp_path / "library", files],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("added") == 5
    assert host.asked == []


def test_from_python_an_address_is_a_path_unless_fetching_is_asked_for(host: WebHost, tmp_path: Path) -> None:
    with besa.open(tmp_path / "library") as library:
        (outcome,) = library.add(host.url("/a"))
    assert outcome.status == "failed"
    assert outcome.url is None
    assert host.asked == []


@pytest.mark.encoder
def test_a_page_is_added_listed_cited_and_removed_by_its_address(
    host: WebHost, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetcher_module, "Fetcher", fetcher)
    address = host.html("/bees", "<title>Bees</title><p>The queen lays 2,000 eggs a day.</p>")
    with besa.open(tmp_path / "library", reranker="none") as library:
        (outcome,) = library.add(address, fetch=True)
        assert (outcome.status, outcome.url) == ("added", address)
        (record,) = library.sources(source=address)
        citation = library.ask("How many eggs does the queen lay a day?").citations[0]
        assert (citation.url, citation.accessed) == (address, record.metadata.accessed)
        assert citation.path == outcome.path
        removal = library.remove(address)
        assert removal.deleted == (outcome.path,)
        assert library.sources() == []
    assert list((tmp_path / "library-web").iterdir()) == []


@pytest.mark.encoder
@pytest.mark.parametrize("host_name", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "169.254.169.254"])
def test_the_command_fetches_nothing_from_this_machine_or_its_network(
    host: WebHost, tmp_path: Path, host_name: str
) -> None:
    address = f"http://{host_name}:{host.port}/bees"
    done = subprocess.run(
        [sys.executable, "-m", "besa", "add", "--json", "--library", tmp_path / "library", address],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert '"status": "failed"' in done.stdout
    assert "not public" in done.stdout
    assert host.asked == []


def test_what_watches_folders_and_takes_files_has_no_way_to_ask() -> None:
    """What they call of the writer takes no addresses."""
    given = {"address", "addresses"}
    assert {name for name in vars(LibraryWriter) if given & {*_parameters(getattr(LibraryWriter, name))}} == {
        "add",
        "fetch",
    }


def _parameters(value: Any) -> tuple[str, ...]:
    code = getattr(value, "__code__", None)
    return code.co_varnames[: code.co_argcount + code.co_kwonlyargcount] if code else ()
