"""A headless Chromium for the tests of the page, and a small library that answers without any \
retrieval."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright

from bot.answering.scope import EVERYTHING, SearchScope
from bot.answers import Answer, AnswerSentence, Citation, Question, Turn
from bot.formats.verification import verify
from bot.service.library_service import LibraryService
from corpus.documents import Content, Document, Heading, Metadata, Passage, Place, PlaceKind, Source, Span
from corpus.errors import UnknownDocument
from corpus.messages import Message
from corpus.store.document_line import DocumentLine
from corpus.store.document_list import DocumentPage, Order, page_of
from corpus.store.document_records import DocumentRecord
from corpus.store.shown_names import ShownNames
from corpus.store.stored_passages import StoredPassage
from corpus.store.survey import LibrarySurvey
from embeddings.map.passage_map import MapDrawing, MapPoint
from embeddings.store.coverage import Coverage

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Request

    from bot.formats.verification import Finding
    from bot.service.page_images import PageImage
    from bot.service.shared_answers import SharedAnswers
    from corpus.store.library import Library

PATIENCE = 30_000
"""In milliseconds: the machine may be busy, and files are read in processes that take their time to start."""
expect.set_options(timeout=PATIENCE)
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--process-per-site",  # a tab finds the renderer of the tab before it warm, instead of compiling the page anew
]

HOSTILE_TITLE = "${alert(1)} {{1+1}} `tick` <img src=x onerror=alert(1)> ](javascript:alert(1))"
HOSTILE_SENTENCE = (
    "The crate holds ${1+1} jars, {{2+2}} lids, `code`, *stars*, _lines_, # hash, "
    "[a link](javascript:alert(1)), <img src=x onerror=alert(1)>, "
    "<script>alert(1)</script>, $x^2$, ~~gone~~, &lt; and https://example.org/x."
)
"""A sentence that tries everything; what the page shows must be exactly this."""


def chromium_path() -> str | None:
    """The browser to drive: BESA_BROWSER, or the first one found on the PATH."""
    return os.environ.get("BESA_BROWSER") or next(filter(None, map(shutil.which, _NAMES)), None)


class KeptChromium:
    """A headless Chromium that stays for whoever asks next: to start one, and to load a page in it first, takes 2 s."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._browser: Browser | None = None

    def browser(self) -> Browser:
        """Return it, started where it is not there; the test is skipped where no Chromium is installed."""
        if self._browser is None or not self._browser.is_connected():
            self.close()
            self._browser = self._open.enter_context(_started())
        return self._browser

    def close(self) -> None:
        self._browser = None
        self._open.close()


@contextmanager
def _started() -> Iterator[Browser]:
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium found: install one (apt install chromium) or set BESA_BROWSER to its path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield browser
        _profiles.pop(browser, None)
        browser.close()


class _Profile:
    """What a visitor's browser keeps. Tests use it one after the other: each finds it empty, but its renderer warm.

    Its first tab is always the same, whose renderer would end with it: to open one costs a third of loading the page.
    """

    def __init__(self, browser: Browser, options: dict[str, Any]) -> None:
        self.options = options
        self.busy = False
        self.context = browser.new_context(**options)
        self._open_tab = self.context.new_page
        self._kept: Page | None = None
        self.context.new_page = self._new_page  # type: ignore[method-assign]
        self._hosts: set[str | None] = set()
        self._origins: set[str] = set()
        self._wrong: list[str] = []
        self.context.on("request", self._note_request)
        self.context.on("dialog", self._note_dialog)
        self.context.on("weberror", lambda error: self._wrong.append(str(error.error)))

    def forget(self, *origins: str) -> None:
        """Closes all tabs but one, which is made as new, and empties the storage of these pages and of those it met."""
        tab, *others = self.context.pages or [self._open_tab()]
        for other in others:
            other.close()
        for origin in sorted(self._origins.union(origins)):
            tab.goto(f"{origin}/robots.txt")
            tab.evaluate("localStorage.clear(), sessionStorage.clear(), indexedDB.deleteDatabase('besa'), null")
        self.context.clear_cookies()
        self.restore(tab)
        self._kept = tab

    def restore(self, tab: Page) -> None:
        """Undo what a test does with a page of its own; whoever adds a script to each page wants to be `alone`."""
        tab.unroute_all()
        tab.mouse.move(0, 0)
        if tab.viewport_size != self.options["viewport"]:
            tab.set_viewport_size(self.options["viewport"])
        scheme = self.options.get("color_scheme", "light")
        tab.emulate_media(color_scheme=scheme, reduced_motion=self.options["reduced_motion"])

    def _new_page(self) -> Page:
        tab, self._kept = self._kept, None
        return self._open_tab() if tab is None or tab.is_closed() else tab

    def check(self) -> None:
        """Raises AssertionError where something ran or was looked up anywhere else since the last time."""
        wrong, hosts = self._wrong.copy(), self._hosts.copy()
        self._wrong.clear()
        self._hosts.clear()
        self._origins.clear()
        assert wrong == []
        assert {"127.0.0.1"} <= hosts <= {"127.0.0.1", None, ""}

    def _note_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        self._hosts.add(address.hostname)
        if request.is_navigation_request() and address.scheme == "http":
            self._origins.add(f"http://{address.netloc}")

    def _note_dialog(self, dialog: Dialog) -> None:
        self._wrong.append(dialog.message)
        dialog.dismiss()


_profiles: dict[Browser, list[_Profile]] = {}


def wait_until(page: Page, condition: str, arg: object = None) -> None:
    """Waits for a condition in JavaScript. The page looks at every frame, where `expect` soon looks once a second."""
    page.wait_for_function(condition, arg=arg, timeout=PATIENCE)


@contextmanager
def visitor(browser: Browser, *, alone: bool = False, **options: Any) -> Iterator[BrowserContext]:
    """A browser of a visitor's own; afterwards, nothing may have run or been looked up anywhere else.

    A test that changes more of it than its tabs and what is stored wants it `alone`: nobody else gets it then.
    """
    options = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"} | options
    kept = _profiles.setdefault(browser, [])
    profile = next((each for each in kept if each.options == options and not each.busy and not alone), None)
    if profile is None:
        profile = _Profile(browser, options)
        kept.append(profile)
    profile.busy = True  # and stays so where a test breaks
    yield profile.context
    profile.context.close() if alone else profile.forget()
    profile.check()
    profile.busy = alone


_UNTOUCHED = """() => window.besa?.labels && document.querySelector("#library li a")
  && !document.querySelector(`#chat .user-row, #chat .bot-row, #new[data-begun], .sources:not([hidden]) .card,
    #reading .pane, [role=tooltip], dialog[open]`)
  && document.querySelector("#question textarea").matches(":enabled:placeholder-shown")"""
"""Whether nothing has been asked on a page yet, and nothing is open or typed on it."""


class SharedPage:
    """The chat, loaded once for all tests of a file, which ask, look and point.

    Each finds what a person has before the first question, but for the conversations that the browser keeps. Whoever
    looks at what is kept, at a page's first moments or at its history wants a page of its own, and so does a file with
    such a test: a second context begins cold, which costs as much as the sharing saves.
    """

    def __init__(self, browser: Browser, address: str, **options: Any) -> None:
        options = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"} | options
        self._profile = _Profile(browser, options)
        self._address = address
        self._page: Page | None = None

    @contextmanager
    def anew(self) -> Iterator[Page]:
        """The page before the first question; afterwards, nothing may have run or been looked up anywhere else."""
        page, self._page = self._page, None  # which a test that breaks leaves to nobody
        page = self._left(page) if page else self._loaded()
        wait_until(page, _UNTOUCHED)
        yield page
        self._profile.check()
        self._page = page

    def close(self) -> None:
        self._profile.context.close()

    def _loaded(self) -> Page:
        self._profile.forget(self._address.rstrip("/"))
        page = self._profile.context.new_page()
        page.goto(self._address)
        return page

    def _left(self, page: Page) -> Page:
        """The page without the conversation that was had on it; loaded anew where something else is open there."""
        for other in self._profile.context.pages:
            if other != page:
                other.close()
        self._profile.restore(page)
        expect(page.locator("#question textarea")).to_be_enabled()
        anew = page.locator("#new[data-begun]")
        if page.url != self._address or page.locator("#reading .pane, dialog[open]").count() or not anew.count():
            return self._loaded()
        anew.click()
        expect(page.locator("#chat .user-row")).to_have_count(0)
        page.locator("#question textarea").focus()
        return page


class FakeLibraryService(LibraryService):
    """Three documents; where one holds the question's longest word, its sentence is quoted.

    A question with "break" in it makes the search fail, and `asked` keeps every question as it came.
    """

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self.drawn = False
        self.choices: list[SearchScope] = []
        self._texts = {each.id: each for each in (_bees(), _lighthouse(), _crate())}
        self.kept: SharedAnswers | None = None

    @property
    def shared(self) -> SharedAnswers | None:
        return self.kept

    def ask(self, question: Question, choice: SearchScope = EVERYTHING) -> Answer:
        self.asked.append(question)
        self.choices.append(choice)
        if "break" in question.text:
            raise RuntimeError("the search broke")
        word = max(re.findall(r"\w+", question.text), key=len, default="?")
        found = [
            (text, at) for text in self._texts.values() if (at := text.text.find(word, text.content.body.start)) >= 0
        ]
        if not found:
            nearest = next(iter(self._texts.values()))
            cited = _cited(nearest, 1, nearest.text.index("A colony"), "")
            return Answer(question.text, question.text, 0.1, (), (cited,), 1.0)
        citations = tuple(_cited(text, number, at, word) for number, (text, at) in enumerate(found, start=1))
        sentences = tuple(_quoted(text, number, at) for number, (text, at) in enumerate(found, start=1))
        return Answer(question.text, question.text, 0.8, sentences, citations, 1.0)

    def documents(self) -> list[DocumentRecord]:
        return [_record(each) for each in self._texts.values()]

    def listed(
        self,
        order: Order = "title",
        search: str = "",
        offset: int = 0,
        limit: int = 50,
        *,
        sample: bool = False,
        collection: str | None = None,
    ) -> tuple[DocumentPage, list[DocumentRecord]]:
        records = {each.id: each for each in self.documents()}
        page = page_of(self._lines(), ShownNames.of(self._lines()), order, search, offset, limit)
        return page, [records[line.id] for line in page.lines]

    def collections(self) -> dict[str, int]:
        return {"": len(self._texts)}

    def order_of_adding(self) -> dict[str, int]:
        return {id: order for order, id in enumerate(self._texts)}

    def beside_titles(self, documents: Collection[str]) -> dict[str, str]:
        return ShownNames.of(self._lines()).beside_titles(documents)

    def document_count(self) -> int:
        return len(self._texts)

    def count_where(self, documents: Collection[str]) -> int:
        return self.document_count()

    def _lines(self) -> list[DocumentLine]:
        return [DocumentLine(each.id, each.path, each.metadata, added=each.added) for each in self.documents()]

    def document(self, id: str) -> Document | None:
        return self._texts.get(id)

    def verify(self, answer: Answer) -> list[Finding]:
        return verify(answer, cast("Library", _HeldTexts(self._texts)))

    def survey(self, collection: str | None = None) -> LibrarySurvey:
        return LibrarySurvey(tuple(self._lines()), self.order_of_adding(), 321, 3 * len(self._texts))

    def passage(self, id: int) -> StoredPassage | None:
        if not 1 <= id <= 3 * len(self._texts):
            return None
        row, at = divmod(id - 1, 3)
        span = Span(40 * (at + 1), 40 * (at + 1) + 30)
        return StoredPassage(id, list(self._texts)[row], Passage(span, (span,)), "", ())

    def passages_of(self, document: str) -> list[int]:
        row = list(self._texts).index(document)
        return [3 * row + at for at in (1, 2, 3)]

    def map(self, found: Sequence[tuple[str, Span]], wait: float) -> MapDrawing | None:
        """Three passages of each document in a row; it is drawn as soon as somebody waits a second for it."""
        self.drawn = self.drawn or wait >= 1
        if not self.drawn:
            return None
        rows = enumerate(self._texts, start=1)
        points = tuple(
            MapPoint(id, Span(40 * at, 40 * at + 30), at / 4, row / 4, 3 * (row - 1) + at)
            for row, id in rows
            for at in (1, 2, 3)
        )
        return MapDrawing(points, tuple(_point_at(points, *place) for place in found), 9)

    def page_image(self, id: str, page: int, marks: Sequence[Span]) -> PageImage | None:
        return None

    def examples(self, wait: float = 0.0) -> tuple[str, ...]:
        return ()

    def follow_ups(self, answer: Answer, history: tuple[Turn, ...]) -> tuple[str, ...]:
        return ()

    def coverage(self) -> Coverage:
        return Coverage(3 * len(self._texts), 3 * len(self._texts))


class _HeldTexts:
    """Documents as a library holds them, with a passage from each heading to the next."""

    def __init__(self, texts: Mapping[str, Document]) -> None:
        self._texts = texts
        self.passages = self

    def document(self, id: str) -> Document:
        if id not in self._texts:
            raise UnknownDocument(Message("The library has no document {id}.", id=id))
        return self._texts[id]

    def of(self, id: str) -> list[StoredPassage]:
        text = self._texts[id]
        starts = [Heading(Span(0, 0), 1, ""), *text.content.headings]
        ends = [each.span.start for each in starts[1:]] + [len(text.text)]
        spans = [(Span(each.span.start, end), each.text) for each, end in zip(starts, ends, strict=True)]
        return [StoredPassage(1, id, Passage(span, (span,), heading or None), "", ()) for span, heading in spans]


def _around(text: str, at: int, before: str, after: str) -> Span:
    end = text.find(after, at)
    return Span(text.rfind(before, 0, at) + len(before), len(text) if end < 0 else end + len(after.strip()))


def _quoted(text: Document, number: int, at: int) -> AnswerSentence:
    paragraph = _around(text.text, at, "\n\n", "\n\n")
    ends = [each.end() for each in re.finditer(r"[.](?=\s|$)", paragraph.of(text.text))]
    edges = [0, *ends]
    here = at - paragraph.start
    start, end = next((a, b) for a, b in pairwise(edges) if a <= here < b)
    start += len(paragraph.of(text.text)[start:]) - len(paragraph.of(text.text)[start:].lstrip())
    span = Span(paragraph.start + start, paragraph.start + end)
    return AnswerSentence(span.of(text.text), number, span.start, span.end)


def _cited(text: Document, number: int, at: int, word: str) -> Citation:
    span = _around(text.text, at, "\n\n", "\n\n")
    about = text.metadata
    heading = next((each.text for each in reversed(text.content.headings) if each.span.start < span.start), None)
    place = next((each for each in reversed(text.content.places) if each.span.start <= span.start), None)
    return Citation(
        number=number,
        document=text.id,
        path=text.path,
        sha256="0" * 64,
        title=about.title,
        author=about.author,
        publisher=about.publisher,
        date=about.date,
        url=about.url,
        page=place.page if place else None,
        heading=heading,
        start=span.start,
        end=span.end,
        excerpt=span.of(text.text),
        highlights=(Span(at, at + len(word)),) if word else (),
        score=1.0 / number,
    )


def _record(text: Document) -> DocumentRecord:
    length = len(text.text)
    return DocumentRecord(
        text.id, text.path, text.sha256, text.content.media_type, text.metadata, "2026-01-01", length, 3
    )


def _point_at(points: tuple[MapPoint, ...], document: str, span: Span) -> MapPoint | None:
    of_document = [each for each in points if each.document == document]
    return min(of_document, key=lambda each: abs(each.span.start - span.start), default=None)


def _text(path: str, text: str, metadata: Metadata, places: tuple[Place, ...] = ()) -> Document:
    front = re.match(r"---\n.*?\n---\n", text, re.DOTALL)
    headings = tuple(
        Heading(Span(each.start(), each.end()), len(each[1]), each[2])
        for each in re.finditer(r"^(#+) (.+)$", text, re.MULTILINE)
    )
    body = Span(front.end() if front else 0, len(text))
    return Document(path, "0" * 64, Content(text, metadata, "text/plain", body, headings, places))


def _bees() -> Document:
    text = """---
title: The year of a honey bee colony
date: 2021-05-20
---
# The year of a honey bee colony

A colony lives through the winter as a cluster. The bees shiver their flight muscles and keep its \
middle at about 30 degrees, while the outside of the hive may freeze. They live on the honey of the \
summer before.

## Spring and summer

When the willows flower, the queen lays up to 2,000 eggs a day. A worker that hatches in June lives \
for six weeks. She cleans cells, feeds larvae, builds comb, guards the entrance and flies out at \
last for nectar.

Before a swarm leaves, scouts look for a new home. They dance on the comb for the places they have \
found, and the livelier dance wins more followers. The colony leaves when nearly all scouts dance \
for one place.

## Autumn

In August the drones are driven out. The winter bees that hatch now carry more fat and live until April.
"""
    sources = (
        Source("Meadow Press", "Notes of a beekeeper", "Ina Holm", "2019", "https://example.org/notes"),
        Source("Hill Farm", "Hive diary", None, "2020", "javascript:alert(1)"),
    )
    about = Metadata("The year of a honey bee colony", "Ina Holm", "Meadow Press", "2021-05-20", sources=sources)
    return _text("/library/bees.md", text, about)


def _lighthouse() -> Document:
    first = """The light on Gull Rock

The tower on Gull Rock was first lit on 3 March 1884. It stands 41 metres above the sea, and its \
lamp burned rapeseed oil.

"""
    second = """A keeper and two assistants lived on the rock for six weeks at a time. \
In the winter of 1903 no boat could land for eleven weeks, \
and they ate limpets and the last of the flour.

The light was made automatic in 1971, and the last keeper left with the cat.
"""
    places = (
        Place(PlaceKind.PAGE, 1, Span(0, len(first)), "page 1"),
        Place(PlaceKind.PAGE, 2, Span(len(first), len(first) + len(second)), "page 2"),
    )
    about = Metadata("The light on Gull Rock", None, "Harbour Museum", "1998", "https://example.org/gull-rock")
    return _text("/library/gull rock.pdf", first + second, about, places)


def _crate() -> Document:
    text = f"{HOSTILE_TITLE}\n\n{HOSTILE_SENTENCE} It came by sea.\n"
    return _text("/library/`crate` ${1+1}.txt", text, Metadata(HOSTILE_TITLE, None, "<b>Bold & Sons</b>", "{{1+1}}"))
