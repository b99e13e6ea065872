"""Visits to the page in a browser, which may look nothing up elsewhere and may run nothing that a document says."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING, Any

import httpx
from playwright.sync_api import expect

from bot.answering.scope import EVERYTHING, SearchScope
from bot.answers import Answer, Disagreement, Side
from bot.page import build_page, launch
from tests.support.browser import FakeLibraryService, visitor, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Locator, Page

    from bot.answers import Question

EXAMPLES = ("How many weeks does a worker live?", "When was the `tower` *lit*?")
QUESTION_BOX = "#question textarea"
LIBRARY = "#library li a"
ANSWERED = """before => {
  const said = [...document.querySelectorAll("#chat [data-testid=bot]")];
  const isSaid = !["", besa.labels.searching].includes(said.at(-1)?.textContent.trim());
  return said.length === before + 1 && isSaid && !document.querySelector("#question textarea").disabled;
}"""


class PatientLibrarian(FakeLibraryService):
    """As its parent; a question with "wait" in it is answered when `may_answer` is set, and two answers differ.

    Where the question names "weeks", the first two sources are said to differ.
    """

    def __init__(self) -> None:
        super().__init__()
        self.may_answer = Event()

    def ask(self, question: Question, choice: SearchScope = EVERYTHING) -> Answer:
        if "wait" in question.text:
            self.may_answer.wait(timeout=60)
        reply = super().ask(question, choice)
        if reply.found and "six" in question.text and len(reply.sentences) > 1:
            sides = tuple(Side("six", each.text, each.citation, each.start, each.end) for each in reply.sentences)
            return replace(reply, disagreements=(Disagreement("number", sides),))
        return reply


class Visits:
    """A page that is being served."""

    def __init__(self, service: PatientLibrarian, browser: Browser) -> None:
        self.service = service
        self._browser = browser
        self._page = build_page(service, EXAMPLES)
        self.address = launch(self._page, "127.0.0.1", None)

    def close(self) -> None:
        self.service.may_answer.set()
        self._page.close(verbose=False)

    def post(self, handler: str, *data: object) -> None:
        """What a program of a stranger asks; nobody waits for the answer."""
        httpx.post(f"{self.address}gradio_api/call/{handler}", json={"data": [*data, None]}).raise_for_status()

    @contextmanager
    def visitor(self, *, alone: bool = False, **options: Any) -> Iterator[BrowserContext]:
        """A browser of its own; afterwards, nothing may have run or been looked up anywhere else."""
        with visitor(self._browser, alone=alone, **options) as context:
            yield context

    def open(self, context: BrowserContext, query: str = "") -> Page:
        """The chat in a tab of its own, ready to be asked."""
        page = context.new_page()
        page.goto(self.address + query)
        wait_until(page, f"document.querySelector('{LIBRARY}')")
        return page


def box(page: Page) -> Locator:
    return page.locator(QUESTION_BOX)


def ask(page: Page, text: str) -> None:
    """Asks, and waits for the answer."""
    before = answers(page).count()
    send(page, text)
    wait_until(page, ANSWERED, before)


def send(page: Page, text: str) -> None:
    expect(box(page)).to_be_enabled()
    box(page).fill(text)
    box(page).press("Enter")


def asked(page: Page) -> Locator:
    return page.locator("#chat [data-testid=user]")


def answers(page: Page) -> Locator:
    return page.locator("#chat [data-testid=bot]")


def cards(page: Page) -> Locator:
    return page.locator(".sources:not([hidden]) .card")


def library(page: Page) -> Locator:
    return page.locator(LIBRARY)


def earlier(page: Page) -> Locator:
    return page.locator("#conversations li")
