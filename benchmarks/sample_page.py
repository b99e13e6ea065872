"""The page over the sample library, and a browser to look at it with."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from platformdirs import user_cache_path
from playwright.sync_api import expect, sync_playwright

from bot.access.rules import AccessRules
from bot.page import build_page, launch
from bot.service.library_editor import LibraryEditor
from bot.service.workspace import Workspace
from bot.wording.terminal import TERMINAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page


@contextmanager
def sample_page(data: Path | None) -> Iterator[str]:
    """The address of the page while it is served, where everyone may edit.

    The library is made in `data` and stays there, if it is given. What is added in the page makes a
    library that goes with it.
    """
    with TemporaryDirectory() as temporary:
        folder, cache = Path(temporary), user_cache_path("besa")
        workspace = Workspace(folder / "library", data or folder, cache, reporter=TERMINAL)
        library, is_sample = workspace.libraries.open_to_read(sample_will_do=True)
        service = workspace.service(library)
        service.is_sample = is_sample
        editor = LibraryEditor(workspace, service, None, None)
        page = build_page(service, editor=editor, access=AccessRules(login=False, allow_uploads=True))
        yield launch(page, "127.0.0.1", None)
        page.close(verbose=False)
        editor.close()
        library.close()


@contextmanager
def sign_in_page(data: Path | None) -> Iterator[str]:
    """The address where a visitor without a token signs in."""
    with TemporaryDirectory() as temporary:
        workspace = Workspace(Path(temporary), data or Path(temporary), user_cache_path("besa"), reporter=TERMINAL)
        library, _ = workspace.libraries.open_to_read(sample_will_do=True)
        page = build_page(workspace.service(library), access=AccessRules())
        yield launch(page, "127.0.0.1", None) + "besa/login"
        page.close(verbose=False)
        library.close()


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless Chromium: BESA_BROWSER, or the first one on the PATH."""
    path = os.environ.get("BESA_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def open_chat(page: Page, address: str) -> None:
    """Goes to the chat, and waits until it is there as a whole, with the questions that it offers."""
    page.goto(address)
    for part in ("#library li", "#chat .example"):
        expect(page.locator(part)).not_to_have_count(0, timeout=60_000)


def box(page: Page) -> Locator:
    return page.locator("#question textarea")


def ask(page: Page, question: str) -> None:
    """Asks, and waits for the answer."""
    answers = page.locator("#chat [data-testid=bot]")
    before = answers.count()
    box(page).fill(question)
    box(page).press("Enter")
    expect(answers).to_have_count(before + 1, timeout=30_000)
    expect(box(page)).to_be_enabled(timeout=30_000)
