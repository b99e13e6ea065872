"""`make screenshots`: pictures of the page over the sample library, and a short film, for the README.

    python -m benchmarks.screenshots [--data DIR]

With --data, the sample library that is made stays in DIR, for the next run.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from PIL import Image
from playwright.sync_api import expect

from benchmarks.own_files import ABOUT_THE_PDF, write_own_files
from benchmarks.sample_page import ask, box, browser, open_chat, sample_page
from bot.wording.terminal import say

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

PICTURES = Path(__file__).parent.parent / "docs" / "screenshots"
FILM = PICTURES.parent / "demo.webp"
ANSWERED = "What does besa mean?"
DIFFERING = "When did the MEK arrive in Albania?"
FILMED = "When was Ashraf-3 raided?"
FOLLOW_UP = "How many people live there?"
NOT_FOUND = "Who won the chess championship in Oslo?"
FILM_WIDTH = 960
_POINTER = """() => {
  const pointer = document.createElement("div");
  pointer.style.cssText = "position:fixed;z-index:99;width:18px;height:18px;margin:-9px;border-radius:50%;"
    + "background:#8f2d2855;border:2px solid #8f2d28;pointer-events:none;left:50%;top:50%";
  document.body.append(pointer);
  addEventListener("pointermove", (event) => {
    pointer.style.left = `${event.clientX}px`;
    pointer.style.top = `${event.clientY}px`;
  }, true);
}"""


@dataclass(frozen=True, slots=True)
class Screen:
    """What a person looks at the page with."""

    width: int
    height: int
    scheme: Literal["light", "dark"]

    def page(self, browser: Browser) -> Page:
        context = browser.new_context(
            viewport={"width": self.width, "height": self.height},
            device_scale_factor=2 if self.width < 500 else 1,
            color_scheme=self.scheme,
            reduced_motion="reduce",
            locale="en-GB",
        )
        return context.new_page()


LAPTOP = Screen(1280, 860, "light")
PHONE = Screen(390, 844, "dark")
CINEMA = Screen(1200, 750, "light")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.screenshots", description="Take the page's pictures.")
    parser.add_argument("--data", metavar="DIR", type=Path, help="keep the sample library that is made here")
    PICTURES.mkdir(exist_ok=True)
    with sample_page(parser.parse_args().data) as address, browser() as chromium:
        for name, screen, question in (
            ("answer", LAPTOP, ANSWERED),
            ("answer-phone", PHONE, ANSWERED),
            ("sources-differ", LAPTOP, DIFFERING),
            ("sources-differ-phone", PHONE, DIFFERING),
            ("not-found", LAPTOP, NOT_FOUND),
        ):
            _take(screen.page(chromium), address, name, question)
        for name, screen in (("document", LAPTOP), ("document-phone", PHONE)):
            _take_document(screen.page(chromium), address, name, ANSWERED)
        _take_reading(LAPTOP.page(chromium), address)
        _take_map(LAPTOP.page(chromium), address)
        _Film(CINEMA.page(chromium), address).save(FILM)
        _take_uploads(LAPTOP.page(chromium), address)  # the page has another library from here on
        _take_document(LAPTOP.page(chromium), address, "pdf", ABOUT_THE_PDF)
    say(f"{PICTURES} and {FILM}, {FILM.stat().st_size // 1024} KB")


def _take(page: Page, address: str, name: str, question: str) -> None:
    open_chat(page, address)
    ask(page, question)
    _save(page, name)


def _take_document(page: Page, address: str, name: str, question: str) -> None:
    open_chat(page, address)
    ask(page, question)
    page.goto(address + str(page.locator(".card .open").first.get_attribute("href")))
    page.locator("#cite").wait_for()
    expect(page.locator("#cite")).to_be_in_viewport()
    page.wait_for_function("[...document.querySelectorAll('.sheet:has(#cite) img')].every((each) => each.naturalWidth)")
    _save(page, name)


def _take_reading(page: Page, address: str) -> None:
    open_chat(page, address)
    ask(page, DIFFERING)
    page.locator('#chat a[href^="#read-"]').click()
    expect(page.locator("#reading [data-place=cite]")).to_have_count(2)
    _save(page, "side-by-side")


def _take_map(page: Page, address: str) -> None:
    open_chat(page, address)
    ask(page, ANSWERED)
    page.goto(address + str(page.locator(".sources .to-map a").get_attribute("href")))
    page.locator(".map .found").first.wait_for(timeout=120_000)
    _save(page, "map")


def _take_uploads(page: Page, address: str) -> None:
    open_chat(page, address)
    sampled = page.locator("#chat .example").first.text_content()
    page.locator("#tab-add").click()
    with TemporaryDirectory() as folder:
        files = write_own_files(Path(folder))
        page.locator("#files").set_input_files(files)
        expect(page.locator("#arrivals [data-status]")).to_have_count(len(files), timeout=60_000)
    expect(page.locator("#embedding")).to_be_hidden(timeout=60_000)
    expect(page.locator("#chat .example").nth(2)).to_be_visible(timeout=60_000)
    expect(page.locator("#chat .example").first).not_to_have_text(str(sampled))
    _save(page, "uploads")


def _save(page: Page, name: str) -> None:
    picture = Image.open(BytesIO(page.screenshot()))
    picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=256).save(PICTURES / f"{name}.png", optimize=True)
    page.context.close()


class _Film:
    """A question, its quotation under the pointer, its source beside it, a follow-up, sources that differ, a map."""

    def __init__(self, page: Page, address: str) -> None:
        self._frames: list[Image.Image] = []
        self._lasting: list[int] = []
        open_chat(page, address)
        page.evaluate(_POINTER)
        self._shoot(page, 1_000)
        self._question(page, FILMED)
        self._point(page, page.locator('#chat a[href^="#src-"]').first)
        self._shoot(page, 2_000)
        self._read(page, page.locator('#chat a[href^="#src-"]').first)
        self._question(page, FOLLOW_UP)
        self._question(page, DIFFERING)
        self._open(page, page.locator(".sources:not([hidden]) .to-map a"), ".map .found")
        self._question(page, NOT_FOUND)
        self._lasting[-1] += 1_000

    def save(self, path: Path) -> None:
        first, *others = self._frames
        first.save(path, save_all=True, append_images=others, duration=self._lasting, loop=0, quality=72, method=4)

    def _question(self, page: Page, question: str) -> None:
        for end in range(2, len(question), 3):
            box(page).fill(question[:end])
            self._shoot(page, 70)
        box(page).fill(question)
        self._shoot(page, 400)
        ask(page, question)
        self._shoot(page, 1_900)

    def _read(self, page: Page, citation: Locator) -> None:
        citation.click()
        page.locator("#reading [data-place=cite]").wait_for()
        self._shoot(page, 2_500)
        page.keyboard.press("Escape")

    def _open(self, page: Page, link: Locator, shown: str) -> None:
        link.scroll_into_view_if_needed()
        self._point(page, link)
        with page.expect_popup() as popup:
            link.click()
        popup.value.locator(shown).first.wait_for()
        self._shoot(popup.value, 2_500)
        popup.value.close()

    def _point(self, page: Page, there: Locator) -> None:
        place = there.bounding_box()
        if place is None:
            raise LookupError(f"{there} is not to be seen")
        page.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2, steps=2)
        self._shoot(page, 400)

    def _shoot(self, page: Page, milliseconds: int) -> None:
        picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
        height = round(picture.height * FILM_WIDTH / picture.width)
        self._frames.append(picture.resize((FILM_WIDTH, height), Image.Resampling.LANCZOS))
        self._lasting.append(milliseconds)


if __name__ == "__main__":
    main()
