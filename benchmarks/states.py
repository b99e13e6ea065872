"""Every state of the page at every width, light, dark, in forced colours and on paper: python -m benchmarks.states DIR.

Writes a picture of each state, and contact sheets of them, for whoever changes how the page looks. With --data, the
sample library that is made stays; --looks takes some of the looks only, as 1280-light 390-dark.
"""

from __future__ import annotations

import argparse
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal

from PIL import Image, ImageDraw
from playwright.sync_api import expect

from benchmarks.own_files import write_own_files
from benchmarks.page_weight import SIZES
from benchmarks.sample_page import ask, box, browser, open_chat, sample_page, sign_in_page
from bot.wording.terminal import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

Scheme = Literal["light", "dark", "forced", "print"]
ANSWERED, DIFFERING = "What does besa mean?", "When did the MEK arrive in Albania?"
PERHAPS, NOT_FOUND = "How many members does the MEK have in Albania?", "Who won the chess championship in Oslo?"
_COLUMNS, _THUMB = 4, 420
_TABS = ("scope", "add", "library", "earlier")


@dataclass(frozen=True, slots=True)
class Look:
    """A width, and the colours in which the page is looked at."""

    size: str
    scheme: Scheme

    @property
    def name(self) -> str:
        return f"{self.size}-{self.scheme}"

    @property
    def is_narrow(self) -> bool:
        return SIZES[self.size][0] <= 820

    def open(self, chromium: Browser) -> Page:
        width, height = SIZES[self.size]
        phone = width < 500
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            is_mobile=phone,
            has_touch=phone,
            reduced_motion="reduce",
            color_scheme="dark" if self.scheme == "dark" else "light",
            forced_colors="active" if self.scheme == "forced" else "none",
            locale="en-GB",
        )
        return context.new_page()


_SCHEMES: dict[str, tuple[Scheme, ...]] = {
    "1440": ("light",),
    "1280": ("light", "dark", "forced", "print"),
    "768": ("light", "dark"),
    "390": ("light", "dark", "forced"),
    "320": ("light",),
}
LOOKS = tuple(Look(size, scheme) for size, schemes in _SCHEMES.items() for scheme in schemes)


class Album:
    """Takes the pictures of one look, and puts them on a sheet."""

    def __init__(self, folder: Path, look: Look) -> None:
        self.look = look
        self._folder = folder / look.name
        self._folder.mkdir(parents=True, exist_ok=True)

    def take(self, page: Page, state: str) -> None:
        """Take the page as it is now."""
        is_print = self.look.scheme == "print"
        if is_print:
            page.emulate_media(media="print")
        (self._folder / f"{state}.png").write_bytes(page.screenshot(full_page=is_print))
        if is_print:
            page.emulate_media(media="screen")

    def sheet(self) -> Path:
        """Put all pictures of this look on one sheet, each under its name."""
        taken = sorted(self._folder.glob("*.png"))
        columns = _COLUMNS if not self.look.is_narrow else 2 * _COLUMNS
        width = _THUMB * _COLUMNS // columns * 2
        thumbs = [_thumb(Image.open(each), width, each.stem) for each in taken]
        rows = [thumbs[at : at + columns] for at in range(0, len(thumbs), columns)]
        heights = [max(each.height for each in row) for row in rows]
        sheet = Image.new("RGB", (width * columns, sum(heights)), "white")
        for row, top in zip(rows, [sum(heights[:at]) for at in range(len(rows))], strict=True):
            for column, each in enumerate(row):
                sheet.paste(each, (column * width, top))
        path = self._folder.with_suffix(".png")
        sheet.save(path)
        return path


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.states", description="Take every state of the page.")
    parser.add_argument("folder", metavar="DIR", type=Path, help="where the pictures are written")
    parser.add_argument("--data", metavar="DIR", type=Path, help="keep the sample library that is made here")
    parser.add_argument("--looks", nargs="+", choices=[each.name for each in LOOKS], metavar="LOOK", help="only these")
    wanted = parser.parse_args()
    looks = [each for each in LOOKS if not wanted.looks or each.name in wanted.looks]
    albums = [Album(wanted.folder, each) for each in looks]
    with browser() as chromium:
        take_all(chromium, albums, wanted.data)
    for album in albums:
        say(str(album.sheet()))


def take_all(chromium: Browser, albums: list[Album], data: Path | None) -> None:
    """Walk through every state in every look: with the sample library first, then with files of one's own."""
    expect.set_options(timeout=60_000)
    with sample_page(data) as address:
        for walk in (_asked, _panels, _other_pages, _troubles, _own_files):
            on_paper = walk in (_asked, _other_pages)
            _each(chromium, [each for each in albums if on_paper or each.look.scheme != "print"], walk, address)
        _each(chromium, albums[:1], _remove_all, address)
        _each(chromium, albums, _emptied, address)
    with sign_in_page(data) as address:
        _each(chromium, albums, _signing_in, address)


def _each(chromium: Browser, albums: list[Album], walk: Callable[[Page, Album, str], None], address: str) -> None:
    for album in albums:
        page = album.look.open(chromium)
        walk(page, album, address)
        page.context.close()


def _asked(page: Page, album: Album, address: str) -> None:
    """First visit, while it is searched for, an answer, two that differ, their documents, perhaps, not found."""
    open_chat(page, address)
    album.take(page, "01-first-visit")
    with _held_up(page):
        box(page).fill(ANSWERED)
        box(page).press("Enter")
        expect(page.locator("#chat [data-testid=bot]")).to_have_count(0)
        album.take(page, "02-sent")
    expect(page.locator("#chat [data-testid=bot]")).to_have_count(1)
    expect(box(page)).to_be_enabled()
    page.wait_for_timeout(1500)  # questions to go on with come a little later, where there are some
    album.take(page, "03-answer")
    page.locator('#chat a[href^="#src-"]').first.click()
    expect(page.locator("#reading [data-place=cite]")).to_be_visible()
    album.take(page, "05-document-beside")
    page.keyboard.press("Escape")
    _sources(page, album, "04-sources")
    ask(page, DIFFERING)
    album.take(page, "06-differ")
    page.locator('#chat a[href^="#read-"]').click()
    expect(page.locator("#reading [data-place=cite]")).to_have_count(2)
    album.take(page, "07-two-compared")
    page.keyboard.press("Escape")
    for question, state in ((PERHAPS, "08-perhaps"), (NOT_FOUND, "09-not-found"), ("hello", "10-own-words")):
        ask(page, question)
        page.wait_for_timeout(300)
        album.take(page, state)


def _sources(page: Page, album: Album, state: str) -> None:
    page.locator("#tab-sources").click()
    page.locator(".card .in-context summary").first.click()
    album.take(page, state)


def _panels(page: Page, album: Album, address: str) -> None:
    """The panels beside a conversation, and the dialogs."""
    open_chat(page, address)
    ask(page, ANSWERED)
    page.locator(".card .clip").first.click()
    for tab in _TABS:
        page.locator(f"#tab-{tab}").click()
        page.wait_for_timeout(200)
        album.take(page, f"11-panel-{tab}")
        _close_sheet(page)
    page.locator("#tab-earlier").click()
    page.locator("#kinds [data-kind=quotations]").click()
    expect(page.locator("#clippings li")).to_have_count(1)
    album.take(page, "12-kept-quotations")
    page.locator("#kinds [data-kind=check]").click()
    album.take(page, "12-check")
    _close_sheet(page)
    page.locator('#chat a[href^="#share-"]').click()
    expect(page.locator("#share")).to_be_visible()
    album.take(page, "13-share")
    page.locator("#share-close").click()
    page.locator("#keys").evaluate("(button) => button.click()")  # a phone has no such button
    album.take(page, "13-keys")
    page.keyboard.press("Escape")
    page.locator("#tab-sources").click()
    page.locator(".download > :is(summary, button)").first.click()
    album.take(page, "13-download")


def _other_pages(page: Page, album: Album, address: str) -> None:
    """The map, a document by itself."""
    open_chat(page, address)
    ask(page, ANSWERED)
    there = [page.locator(each).first.get_attribute("href") for each in (".sources .to-map a", ".card .open")]
    page.goto(f"{address.rstrip('/')}/{there[0]}")
    page.locator(".map .found").first.wait_for(timeout=120_000)
    album.take(page, "14-map")
    page.goto(f"{address.rstrip('/')}/{str(there[1]).lstrip('/')}")
    page.locator("#cite").wait_for()
    album.take(page, "15-document-page")


def _troubles(page: Page, album: Album, address: str) -> None:
    """A question that is too long, and a server that is gone."""
    open_chat(page, address)
    ask(page, "why " * 600)
    album.take(page, "16-too-long")
    page.context.set_offline(True)
    box(page).fill(ANSWERED)
    box(page).press("Enter")
    page.locator(".toast-body").wait_for()
    album.take(page, "17-lost-server")
    page.context.set_offline(False)


def _own_files(page: Page, album: Album, address: str) -> None:
    """The queue: files that come, or are here already, and one that cannot be read."""
    open_chat(page, address)
    page.locator("#tab-add").click()
    with TemporaryDirectory() as folder:
        bad = Path(folder) / "damaged.docx"
        bad.write_bytes(b"PK no document")
        files: list[Any] = [*write_own_files(Path(folder)), bad]
        page.locator("#files").set_input_files(files)
        expect(page.locator("#arrivals [data-status]")).to_have_count(len(files), timeout=60_000)
    album.take(page, "18-add-queue")


def _remove_all(page: Page, _: Album, address: str) -> None:
    page.goto(address)
    for id in page.evaluate(
        "fetch('besa/documents').then((r) => r.json()).then((it) => it.documents.map((d) => d.id))"
    ):
        page.evaluate("(id) => fetch(`besa/documents/${id}`, { method: 'DELETE' })", id)


def _emptied(page: Page, album: Album, address: str) -> None:
    page.goto(address)
    page.locator("#chat .placeholder h2").wait_for()
    page.wait_for_timeout(500)
    album.take(page, "19-emptied")


def _signing_in(page: Page, album: Album, address: str) -> None:
    page.goto(address)
    page.locator("[type=password]").wait_for()
    album.take(page, "20-sign-in")


def _close_sheet(page: Page) -> None:
    if page.locator("body[data-sheet]").count():
        page.keyboard.press("Escape")
        expect(page.locator("body[data-sheet]")).to_have_count(0)


@contextmanager
def _held_up(page: Page) -> Iterator[None]:
    """What gradio sends waits meanwhile."""
    waiting: list[Any] = []
    page.route("**/queue/join*", lambda route: waiting.append(route))
    yield
    for each in waiting:
        each.continue_()
    page.unroute("**/queue/join*")


def _thumb(picture: Image.Image, width: int, name: str) -> Image.Image:
    height = min(round(picture.height * width / picture.width), 3 * width)
    framed = Image.new("RGB", (width, height + 26), "white")
    framed.paste(picture.convert("RGB").resize((width - 8, height), Image.Resampling.LANCZOS), (4, 22))
    ImageDraw.Draw(framed).text((6, 4), name, fill="black")
    return framed


if __name__ == "__main__":
    main()
