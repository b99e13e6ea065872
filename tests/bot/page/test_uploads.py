from __future__ import annotations

import json
import re
import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
import pytest
from fpdf import FPDF
from playwright.sync_api import expect

from bot.limits import refusals
from bot.page import build_page, launch
from bot.service.library_editor import LibraryEditor
from bot.service.uploads import UploadRules
from bot.service.workspace import Workspace
from tests.support.browser import HOSTILE_TITLE, FakeLibraryService, visitor
from tests.support.fakes import FakeEncoder
from tests.support.shelves import BEES, LIGHTHOUSES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

RULES = UploadRules(file_bytes=2**20, at_once=3)
FERRY = "The ferry across Lake Koman leaves Fierza at nine in the morning."


class Served:
    """A page over a library of its own that visitors may change."""

    def __init__(self, folder: Path) -> None:
        self.workspace = Workspace(None, folder / "data", folder / "cache")
        self.library = self.workspace.libraries.open_to_write(make=True)
        own = folder / "own"
        own.mkdir()
        (own / "bees.txt").write_text(BEES)
        (own / "lighthouses.txt").write_text(LIGHTHOUSES)
        self.own = {each.path: each.document for each in self.workspace.writer(self.library).add([own])}
        service = self.workspace.service(self.library)
        embedding = self.workspace.writer(self.library).embedding_in_background()
        self.editor = LibraryEditor(self.workspace, service, self.library, embedding, RULES)
        self._page = build_page(service, (), self.editor)
        self.address = launch(self._page, "127.0.0.1", None)
        self.headers = {"origin": self.address.rstrip("/")}
        self.link = self._page.link
        self.bearer = f"Bearer {self._page.access.secret}"
        self._client = httpx.Client(timeout=30)
        assert self._client.get(self.link).status_code == 303

    def close(self) -> None:
        self._client.close()
        self._page.close(verbose=False)
        self.editor.close()

    def add(self, name: str, content: bytes | Iterator[bytes], **headers: str) -> httpx.Response:
        return self._client.post(
            f"{self.address}besa/documents",
            params={"name": name},
            content=content,
            headers={**self.headers, **headers},
        )

    def fetch(self, address: str, **headers: str) -> httpx.Response:
        return self._client.post(
            f"{self.address}besa/pages", params={"address": address}, headers={**self.headers, **headers}
        )

    def listed(self, **asked: Any) -> httpx.Response:
        return self._client.get(f"{self.address}besa/documents", **asked)

    def remove(self, id: str, **headers: str) -> httpx.Response:
        return self._client.delete(f"{self.address}besa/documents/{id}", headers={**self.headers, **headers})

    def arrange(self, action: str, **wanted: Any) -> httpx.Response:
        return self._client.post(
            f"{self.address}besa/collections", json={"action": action, **wanted}, headers=self.headers
        )

    def kept(self) -> list[str]:
        folder = self.editor.folder.folder
        return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("embeddings.encoders.registry.load_encoder", lambda *_, **__: FakeEncoder())
        served = Served(tmp_path_factory.mktemp("served"))
        yield served
        served.close()


@pytest.fixture
def served(serving: Served) -> Iterator[Served]:
    """The page with its two documents, whatever came through it before."""
    yield serving
    for record in serving.library.documents():
        if record.id not in serving.own.values():
            serving.editor.remove(record.id)


@pytest.fixture(scope="module")
def closed() -> Iterator[str]:
    """The address of a page whose library nobody may change."""
    page = build_page(FakeLibraryService(), ())
    yield launch(page, "127.0.0.1", None)
    page.close(verbose=False)


def test_a_file_that_is_handed_in_is_added_and_where_it_lies_is_not_told(served: Served) -> None:
    answer = served.add("ferry.txt", FERRY.encode())
    assert answer.status_code == 200
    assert answer.json()["status"] == "added"
    assert answer.json()["name"] == "ferry.txt"
    assert str(served.workspace.libraries.data) not in answer.text
    assert served.kept() == ["ferry.txt"]


@pytest.mark.parametrize("name", ["../../../escaped.txt", "/etc/cron.d/escaped.txt", "..\\..\\escaped.txt"])
def test_a_name_that_is_a_path_leads_nowhere_else(served: Served, name: str) -> None:
    assert served.add(name, FERRY.encode()).json()["name"] == "escaped.txt"
    assert served.kept() == ["escaped.txt"]


def test_a_file_that_describes_another_is_refused(served: Served) -> None:
    answer = served.add("bees.txt.meta.json", b'{"title": "Mine"}')
    assert answer.status_code == 403
    assert served.kept() == []


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("bees.exe", b"bees", "ky lloj skedari nuk mund të shtohet; mund të shtohen: tekst, Markdown"),
        ("large.txt", b"x" * (RULES.file_bytes + 1), "është më i madh se 1 MB; shtojeni me: besa add SKEDARI"),
        ("bees.docx", b"GIF89a bees", "skedari është një figurë GIF; Besa lexon tekst, Markdown"),
        ("bees.pdf", b"%PDF-1.7 bees", "ky PDF është i prishur ose i cunguar; kopjojeni ose shkarkojeni sërish"),
        ("bees.txt", b"", "skedari është bosh; shikoni a u ruajt ose u kopjua i plotë"),
    ],
    ids=["its name", "its size", "its kind", "the reading process", "nothing in it"],
)
def test_why_a_file_is_not_added_is_said_in_the_visitors_language(
    served: Served, name: str, content: bytes, reason: str
) -> None:
    answer = served.add(name, content, **{"accept-language": "sq-AL,en;q=0.5"})
    assert answer.json()["reason"].startswith(reason)


def test_the_formats_that_can_be_added_are_named_in_the_visitors_language(served: Served) -> None:
    answer = served.listed(headers={"accept-language": "sq"})
    uploads = answer.json()["uploads"]
    assert " dhe " in uploads["formats"]
    assert "titra (SRT, VTT)" in uploads["formats"]
    assert uploads["wrong_kind"].endswith(uploads["formats"])


@pytest.mark.parametrize("told", [True, False])
def test_a_file_that_is_too_large_is_refused_whether_it_says_so_or_not(
    served: Served, told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "LINGER_SECONDS", 1.0)  # this client sends nothing on once it is refused
    large = b"x" * (RULES.file_bytes + 1)
    answer = served.add("large.txt", large if told else iter([large[: 2**19], large[2**19 :]]))
    assert answer.status_code == 413
    assert "larger than 1 MB" in answer.json()["reason"]
    assert served.kept() == []


def test_more_files_than_may_come_at_once_are_refused(served: Served) -> None:
    where = urlsplit(served.address)
    head = f"POST /besa/documents?name=slow.txt HTTP/1.1\r\nHost: {where.netloc}\r\nAuthorization: {served.bearer}\r\n"
    coming = [socket.create_connection((where.hostname, where.port)) for _ in range(RULES.at_once)]
    for each in coming:
        each.sendall(f"{head}Content-Length: 100\r\n\r\nThe".encode())
    while len(served.kept()) < RULES.at_once:
        pass
    answer = served.add("one more.txt", FERRY.encode())
    assert answer.status_code == 429
    for each in coming:
        each.close()
    while served.kept():
        pass
    assert served.add("one more.txt", FERRY.encode()).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}, {"host": "x.org"}],
)
def test_another_web_page_changes_nothing_through_a_visitors_browser(served: Served, headers: dict[str, str]) -> None:
    (document, *_) = served.own.values()
    assert served.add("ferry.txt", FERRY.encode(), **headers).status_code == 403
    assert served.remove(str(document), **headers).status_code == 403
    assert served.kept() == []
    assert len(served.library.documents()) == 2


def test_where_changes_are_off_every_way_to_make_one_is_closed(closed: str) -> None:
    headers = {"origin": closed.rstrip("/")}
    bees = FakeLibraryService().documents()[0].id
    added = httpx.post(f"{closed}besa/documents", params={"name": "a.txt"}, content=b"a", headers=headers)
    removed = httpx.delete(f"{closed}besa/documents/{bees}", headers=headers)
    fetched = httpx.post(f"{closed}besa/pages", params={"address": "https://example.org/"}, headers=headers)
    arranged = httpx.post(f"{closed}besa/collections", json={"action": "rename", "collection": "own"}, headers=headers)
    assert (added.status_code, removed.status_code, fetched.status_code) == (403, 403, 403)
    assert arranged.status_code == 403
    assert "token" in added.json()["reason"]
    assert httpx.get(f"{closed}besa/documents").json()["uploads"] is None


def test_a_page_of_this_machine_or_its_network_is_not_fetched(served: Served) -> None:
    for address in (served.address, "http://169.254.169.254/latest", "file:///etc/passwd", "x" * 5_000):
        answer = served.fetch(address)
        assert (answer.status_code, answer.json()["status"]) == (200, "failed")
        assert answer.json()["reason"]
    assert served.fetch("https://example.org/", origin="https://evil.example").status_code == 403
    assert len(served.library.documents()) == 2


def test_gradios_own_way_in_takes_no_file_either(closed: str) -> None:
    answer = httpx.post(f"{closed}gradio_api/upload", files={"files": ("a.txt", b"two bytes and more")})
    assert answer.status_code == 413


def test_a_forged_file_reaches_nothing(served: Served) -> None:
    forged = {"path": "/etc/passwd", "orig_name": "a.txt", "meta": {"_type": "gradio.FileData"}}
    for data in (json.dumps(forged).encode(), b""):
        answer = served.add("forged.json", data)
        assert "root:" not in answer.text
    for record in served.library.documents():
        assert "root:" not in served.library.document(record.id).text


@pytest.mark.parametrize("id", ["000000000000", "bees.txt", "..%2F..%2Fetc%2Fpasswd", "%00"])
def test_what_is_no_document_cannot_be_removed(served: Served, id: str) -> None:
    assert served.remove(id).status_code == 404
    assert len(served.library.documents()) == 2


def test_removing_gives_a_receipt(served: Served) -> None:
    added = served.add("ferry.txt", FERRY.encode()).json()
    receipt = served.remove(added["document"]).json()
    assert receipt["status"] == "removed"
    assert receipt["passages"] == added["passages"] == 1
    assert receipt["deleted"] is True
    assert served.kept() == []


def test_collections_are_renamed_and_documents_moved_and_each_can_be_undone(served: Served) -> None:
    bees, _ = served.own.values()
    assert served.arrange("rename", collection="own", to="../Animals").json()["to"] == "Animals"
    moved = served.arrange("move", documents=[bees], to="Insects").json()
    assert served.listed().json()["collections"] == {"Animals": 1, "Insects": 1}
    (only,) = served.listed(params={"collection": "Insects"}).json()["documents"]
    assert only["id"] == bees
    assert served.arrange("undo", change="0" * 16).status_code == 409
    assert served.arrange("undo", change=moved["change"]).json() == {"status": "undone"}
    assert served.listed().json()["collections"] == {"Animals": 2}
    assert served.arrange("rename", collection="Animals", to="own").status_code == 200
    assert served.listed().json()["collections"] == {"own": 2}
    assert served.arrange("move", documents=["0123456789ab"], to="x").status_code == 404
    assert served.arrange("burn").status_code == 422


def test_the_list_tells_limits_and_finds_by_text(served: Served) -> None:
    found: dict[str, Any] = served.listed(params={"search": "LIGHT"}).json()
    assert (found["fitting"], found["all"]) == (1, 2)
    assert (found["uploads"]["megabytes"], found["uploads"]["at_once"]) == (1, 3)


def test_the_list_comes_in_pages_sorted_as_asked(served: Served) -> None:
    def titles(**asked: str) -> list[str]:
        return [each["title"] for each in served.listed(params=asked).json()["documents"]]

    first, second = titles(sort="title")
    assert titles(sort="-title") == [second, first]
    assert titles(sort="title", offset="1", limit="1") == [second]
    assert titles(offset="2") == titles(search="no such document") == []
    assert served.listed(params={"offset": "1", "limit": "1"}).json()["all"] == 2


@pytest.mark.parametrize(
    "asked",
    [
        {"offset": "-1"},
        {"offset": "one"},
        {"offset": "9" * 30},
        {"limit": "0"},
        {"limit": "201"},
        {"sort": "path; DROP TABLE documents"},
        {"search": "x" * 201},
        {"text": "light"},
    ],
    ids=str,
)
def test_a_page_of_the_list_that_makes_no_sense_is_refused_with_the_reason(
    served: Served, asked: dict[str, str]
) -> None:
    answer = served.listed(params=asked)
    assert answer.status_code == 422
    assert answer.json()["reason"]


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    yield from visit(browser, served.link)


@pytest.fixture
def closed_page(browser: Browser, closed: str) -> Iterator[Page]:
    yield from visit(browser, closed)


def visit(browser: Browser, address: str) -> Iterator[Page]:
    """The chat in a browser of its own; afterwards, nothing may have run or been looked up anywhere else."""
    with visitor(browser) as context:
        page = context.new_page()
        page.goto(address)
        expect(page.get_by_role("textbox", name="Ask your documents")).to_be_enabled()
        expect(page.locator("#scope-list li")).not_to_have_count(0)
        yield page


def ask(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Ask your documents").fill(text)
    page.keyboard.press("Enter")


def cards(page: Page) -> Locator:
    return page.locator(".sources:not([hidden]) .card")


def a_pdf(path: Path) -> Path:
    """A file of the same bytes whenever it is made."""
    pdf = FPDF()
    pdf.set_creation_date(datetime(2024, 1, 2, tzinfo=UTC))
    pdf.set_title("Notes on the ferry")
    pdf.add_page()
    pdf.set_font("Helvetica", size=14)
    pdf.multi_cell(0, text=FERRY)
    pdf.output(str(path))
    return path


def drop(page: Page, path: Path) -> None:
    carried = page.evaluate_handle(
        "([name, bytes]) => { const carried = new DataTransfer();"
        "carried.items.add(new File([new Uint8Array(bytes)], name)); return carried; }",
        [path.name, list(path.read_bytes())],
    )
    page.dispatch_event("#chat", "dragenter", {"dataTransfer": carried})
    expect(page.locator("body")).to_have_class("dropping")
    page.dispatch_event("#chat", "drop", {"dataTransfer": carried})


@pytest.mark.browser
def test_a_pdf_is_dropped_asked_about_and_removed_with_a_receipt(page: Page, served: Served, tmp_path: Path) -> None:
    drop(page, a_pdf(tmp_path / "ferry.pdf"))
    arrived = page.locator("#arrivals li")
    expect(arrived).to_contain_text("Added · 1 passage")
    expect(page.locator("#library .count")).to_have_text("3 documents")
    expect(page.locator("#embedding")).to_be_hidden()
    ask(page, "When does the ferry across Lake Koman leave Fierza?")
    expect(cards(page).first).to_contain_text(FERRY)
    page.locator("#tab-library").click()
    page.get_by_role("button", name="Remove: Notes on the ferry").click()
    confirm = page.locator("#library .confirm")
    expect(confirm).to_contain_text("Remove “Notes on the ferry” from the library?")
    expect(confirm.get_by_role("button", name="Keep", exact=True)).to_be_focused()
    confirm.get_by_role("button", name="Remove").click()
    receipt = page.locator("#receipt")
    expect(receipt).to_be_focused()
    expect(receipt).to_contain_text("Removed “Notes on the ferry”: 1 passage.")
    expect(receipt).to_contain_text("Its file was deleted.")
    expect(page.locator("#library .count")).to_have_text("2 documents")
    page.locator("#tab-sources").click()
    expect(cards(page).first).to_contain_text("Its document is not in the library")
    assert served.kept() == []


@pytest.mark.browser
def test_who_thinks_better_of_it_keeps_the_document(page: Page, served: Served) -> None:
    page.locator("#library .listing .delete:not(.move)").first.click()
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.locator("#library .listing .delete:not(.move)").first).to_be_focused()
    assert len(served.library.documents()) == 2


@pytest.mark.browser
def test_limits_are_shown_first_and_a_file_beyond_them_is_named_with_the_reason(page: Page, tmp_path: Path) -> None:
    page.locator("#tab-add").click()
    expect(page.locator("#limits")).to_contain_text("At most 1 MB a file: text, Markdown,")
    large, wrong, broken = tmp_path / "large.txt", tmp_path / "wrong.gif", tmp_path / "broken.pdf"
    large.write_bytes(b"x" * (RULES.file_bytes + 1))
    wrong.write_bytes(b"GIF89a")
    broken.write_bytes(b"%PDF-1.7 cut short")
    page.locator("#files").set_input_files([large, wrong, broken])
    rows = page.locator('#arrivals [data-status="failed"]')
    expect(rows).to_have_count(3)
    expect(rows.filter(has_text="large.txt")).to_contain_text("Not added: it is larger than 1 MB")
    expect(rows.filter(has_text="wrong.gif")).to_contain_text("Not added: this kind of file cannot be added")
    expect(rows.filter(has_text="broken.pdf")).to_contain_text("Not added: this PDF is broken or cut short")
    expect(page.locator("#queue-said")).to_have_text("Not added: 3")
    a_pdf(broken)
    page.get_by_role("button", name="Try again: broken.pdf").click()
    expect(rows.filter(has_text="broken.pdf")).to_contain_text("the browser cannot read it any more; choose it again")


@pytest.mark.browser
def test_what_failed_is_tried_again_and_text_and_pages_have_a_place_of_their_own(page: Page, tmp_path: Path) -> None:
    page.route("**/besa/documents?name=*", lambda route: route.abort())
    page.locator("#files").set_input_files(a_pdf(tmp_path / "ferry.pdf"))
    arrived = page.locator("#arrivals li")
    expect(arrived).to_contain_text("Besa did not answer; try again")
    page.unroute("**/besa/documents?name=*")
    page.get_by_text("Add a web page").click()
    page.get_by_label("Its address").fill("http://127.0.0.1/")
    page.get_by_role("button", name="Fetch and add it").click()
    expect(arrived.filter(has_text="127.0.0.1")).to_contain_text("in a network that is not public")
    page.get_by_text("Paste text").click()
    page.get_by_label("Title", exact=True).fill("Minutes 3/4")
    page.locator("#paste-text").fill("The bridge at Topojan was closed in April.")
    page.get_by_role("button", name="Add this text").click()
    expect(page.get_by_role("link", name="Minutes 3/4")).to_be_visible()
    expect(page.locator("#scope-list bdi").filter(has_text="Minutes 3 4")).to_have_count(1)
    page.get_by_role("button", name="Try again: ferry.pdf").click()
    expect(arrived.filter(has_text="ferry.pdf")).to_contain_text("Added · 1 passage")
    expect(arrived.get_by_role("link", name="ferry.pdf")).to_be_visible()


@pytest.mark.browser
def test_a_folder_is_added_file_by_file_paused_and_what_is_known_is_replaced_when_that_is_said(
    page: Page, served: Served, tmp_path: Path
) -> None:
    folder = tmp_path / "Council"
    for year in (2018, 2019):
        (folder / str(year)).mkdir(parents=True)
        (folder / str(year) / "minutes.md").write_text(f"# Minutes\n\nThe council met in {year}.\n")
    (folder / "2019" / "script.py").write_text("print('no document')")
    page.locator("#folder").set_input_files(folder)
    said, arrived = page.locator("#queue-said"), page.locator("#arrivals li")
    expect(said).to_have_text("Added: 2")
    expect(arrived).to_contain_text(["Council/2018/minutes.md", "Council/2019/minutes.md"])
    expect(page.locator("#left-out")).to_contain_text("no documents that Besa reads: 1.")
    (folder / "2019" / "minutes.md").write_text("# Minutes\n\nThe council met twice in 2019.\n")
    page.locator("#folder").set_input_files(folder)
    expect(said).to_have_text("Already here: 1 · Waiting for your answer: 1")
    page.get_by_label("the same for all of them").check()
    page.get_by_role("button", name="Replace: Council/2019/minutes.md").click()
    expect(said).to_have_text("Replaced: 1 · Already here: 1")
    texts = [served.library.document(each.id).text for each in served.library.documents()]
    assert sum("The council met in 2018." in each for each in texts) == 1
    assert [each for each in texts if "2019" in each] == ["# Minutes\n\nThe council met twice in 2019.\n"]
    page.locator("#tab-scope").click()
    collections = page.locator("#collections li")
    expect(collections).to_have_text(["Council2 documents", "own2 documents"])
    collections.first.get_by_role("checkbox").check()
    expect(page.locator("#scope-active")).to_contain_text("Searching in: Council")
    ask(page, "When did the council meet twice?")
    expect(page.locator("#chat [data-testid=bot]")).to_contain_text("Searched in: Council")
    page.evaluate("document.getElementById('queue-pause').click()")
    page.locator("#files").set_input_files([a_pdf(tmp_path / "ferry.pdf"), a_pdf(tmp_path / "copy.pdf")])
    expect(page.locator("#queue-far")).to_have_text("Paused: 0 of 2 done")
    page.get_by_role("button", name="Pause").or_(page.get_by_role("button", name="Go on")).click()
    expect(said).to_have_text("Added: 1 · Already here: 1")
    page.locator("#tab-library").click()
    page.get_by_role("button", name="Remove: Council", exact=True).click()
    question = page.locator("#arranged .confirm")
    expect(question).to_contain_text("Remove the collection “Council” with its 2 documents from the library?")
    question.get_by_role("button", name="Keep").click()
    page.get_by_role("button", name="Remove: Council", exact=True).press("Enter")
    question.get_by_role("button", name="Remove").click()
    expect(page.locator("#receipt")).to_contain_text("Removed the collection “Council”: 2 documents. Nothing of it can")
    expect(page.locator("#scope-active")).to_be_hidden()
    texts = [served.library.document(each.id).text for each in served.library.documents()]
    assert texts
    assert not any("council" in each for each in texts)


@pytest.mark.browser
def test_a_hostile_title_is_shown_as_it_is(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "crate.md"
    path.write_text(f"---\ntitle: {json.dumps(HOSTILE_TITLE)}\n---\n{FERRY}\n")
    page.locator("#files").set_input_files(path)
    expect(page.locator("#scope-list bdi").filter(has_text="alert(1)")).to_have_text(HOSTILE_TITLE)
    page.locator("#tab-library").click()
    row = page.locator("#library li").filter(has_text="alert(1)")
    row.locator(".delete:not(.move)").click()
    expect(page.locator("#library .confirm p")).to_contain_text(HOSTILE_TITLE)
    expect(page.locator("#shelf img, #shelf script")).to_have_count(0)


@pytest.mark.browser
def test_what_is_searched_in_is_chosen_shown_and_cleared(page: Page, browser: Browser) -> None:
    page.locator("#tab-scope").click()
    active = page.locator("#scope-active")
    expect(active).to_be_hidden()
    page.get_by_role("searchbox", name="Title, file or publisher contains").fill("light")
    expect(page.locator("#scope-list li")).to_have_count(1)
    expect(active).to_contain_text("Searching in: “light”")
    page.locator("#scope-list").get_by_role("checkbox").check()
    expect(active).not_to_contain_text("“light”")
    ask(page, "How many eggs does the queen lay a day?")
    answer = page.locator("#chat [data-testid=bot]")
    expect(answer).to_contain_text("Searched in: 1 document")
    expect(cards(page).filter(has_text="queen")).to_have_count(0)
    page.reload()
    expect(answer).to_contain_text("Searched in: 1 document")
    active.get_by_role("button", name="Clear").click()
    expect(active).to_be_hidden()
    ask(page, "How many eggs does the queen lay each day?")
    expect(answer.nth(1)).not_to_contain_text("Searching")
    expect(answer.nth(1)).not_to_contain_text("Searched in")
    expect(cards(page).filter(has_text="queen")).not_to_have_count(0)


@pytest.mark.browser
def test_dates_limit_the_search_and_where_nothing_fits_that_is_said(page: Page) -> None:
    page.locator("#tab-scope").click()
    page.get_by_label("From", exact=True).fill("2990-01-01")
    expect(page.locator("#scope .count")).to_have_text("From 2990-01-01")
    ask(page, "How many eggs does the queen lay?")
    expect(page.locator("#chat [data-testid=bot]")).to_contain_text("No document fits your choice")


@pytest.mark.browser
def test_where_changes_are_off_the_page_offers_none_and_still_lets_choose(closed_page: Page) -> None:
    expect(closed_page.locator("#tab-add")).to_be_hidden()
    expect(closed_page.locator("#library .delete")).to_have_count(0)
    closed_page.locator("#tab-scope").click()
    expect(closed_page.locator("#scope")).to_be_visible()


@pytest.mark.browser
def test_on_a_narrow_screen_a_panel_is_a_sheet_that_goes_away_again(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for name in ("scope", "add", "earlier", "library"):
        page.locator(f"#tab-{name}").click()
        expect(page.locator(f"#panel-{name}")).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    page.keyboard.press("Escape")
    expect(page.locator("#panel-library")).to_be_hidden()
    expect(page.locator("#tab-library")).to_be_focused()
    expect(page.get_by_role("textbox", name="Ask your documents")).to_be_in_viewport()
    page.locator("#tab-scope").click()
    page.locator("#close-sheet").click()
    expect(page.locator("#panel-scope")).to_be_hidden()


@pytest.mark.browser
def test_a_whole_visit_goes_by_keyboard_alone_by_names_that_are_seen(page: Page, tmp_path: Path) -> None:
    keys = page.keyboard
    page.once("filechooser", lambda chooser: chooser.set_files(a_pdf(tmp_path / "ferry.pdf")))
    reach(page, 'tab "Library" [selected]')
    keys.press("ArrowLeft")
    reach(page, 'button "Choose files"')
    keys.press("Enter")
    expect(page.locator("#arrivals li")).to_contain_text("Added · 1 passage")
    keys.press("/")
    keys.type("When does the ferry across Lake Koman leave Fierza?")
    keys.press("Enter")
    expect(cards(page).first).to_contain_text(FERRY)
    reach(page, 'textbox "Ask your documents"')
    reach(page, 'link "Source 1"', "Shift+Tab")
    keys.press("Enter")
    expect(page.locator("#reading [data-place=cite]")).to_be_focused()
    reach(page, 'button "Close"', "Shift+Tab")
    keys.press("Enter")
    expect(page.get_by_role("link", name="Source 1", exact=True)).to_be_focused()
    page.wait_for_function("!history.state?.besaReading")
    page.go_forward()
    expect(page.locator("#reading [data-place=cite]")).to_be_focused()
    keys.press("Escape")
    expect(page.get_by_role("link", name="Source 1", exact=True)).to_be_focused()
    reach(page, 'link "Share"')
    keys.press("Enter")
    expect(page.get_by_role("dialog", name="Share this answer")).to_be_visible()
    reach(page, 'button "Close"')
    keys.press("Enter")
    expect(page.get_by_role("link", name="Share", exact=True)).to_be_focused()
    keys.press("f")
    reach(page, 'searchbox "Title, file or publisher contains"')
    keys.type("ferry")
    expect(page.locator("#scope-list li")).to_have_count(1)
    keys.press("Escape")
    expect(page.get_by_role("tab", name="Filter")).to_be_focused()
    keys.press("End")
    reach(page, 'button "Rename: When does the ferry across Lake Koman leave Fierza?"')
    keys.press("Enter")
    keys.type("Ferries")
    keys.press("Enter")
    expect(page.get_by_role("button", name="Rename: Ferries")).to_be_focused()
    reach(page, 'button "Export: Ferries"')
    with page.expect_download() as saved:
        keys.press("Enter")
    assert saved.value.suggested_filename == "besa-ferries.json"
    keys.press("?")
    reach(page, 'button "Close"')
    keys.press("Enter")
    expect(page.get_by_role("button", name="Export: Ferries")).to_be_focused()


def reach(page: Page, named: str, key: str = "Tab") -> None:
    """Goes on by a key until the focus is at what the accessibility tree calls so."""
    passed = []
    for _ in range(30):
        seen = page.locator(":focus, body:not(:has(:focus))").aria_snapshot()
        passed.append(re.sub(r'(?s)^- \'?(\w+( "[^"]*")?( \[\w+\])?).*', r"\1", seen))
        if passed[-1] == named:
            return
        page.keyboard.press(key)
    raise AssertionError(f"{named} is not reached, but {passed}")
