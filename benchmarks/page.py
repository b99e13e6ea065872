"""What the page over the sample library costs in a browser, beside a bare chat of gradio's: python -m benchmarks.page.

With --data DIR, the sample library that is made stays in DIR, for the next run. Times are of a busy machine: compare
them with each other only.
"""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import gradio as gr
from playwright.sync_api import expect

from benchmarks.page_weight import SIZES, Wire, Work, shifts, window
from benchmarks.sample_page import ask, box, browser, open_chat, sample_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from playwright.sync_api import Browser, Page

QUESTIONS = Path(__file__).with_name("sample-questions.jsonl")
ASKED = 50
COMPARED = 10
"""So many questions at the beginning of a conversation are asked again at its end: their medians are compared."""
OPENED = 5
_PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"
_NODES = "document.querySelectorAll('*').length"
_ANSWERED = """() => new Promise((resolve) => {
  const said = () => [...document.querySelectorAll("#chat [data-testid=bot]")];
  const before = said().length;
  const watcher = new MutationObserver(() => {
    const now = said();
    if (now.length <= before || now.at(-1).textContent.includes(besa.labels.searching)) return;
    if (document.querySelector("#question textarea").disabled) return;
    watcher.disconnect();
    requestAnimationFrame(() => resolve(performance.now() - begun));
  });
  watcher.observe(document.body, {
    childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ["disabled"],
  });
  const begun = performance.now();
  document.querySelector("#question .submit-button").click();
})"""
_ANSWERED_BARE = _ANSWERED.replace("besa.labels.searching", r"'\0'").replace("#question ", "").replace("#chat [", "[")
"""The same for a chat of gradio's, which shows no words while it searches."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description="Measure the page in the browser.")
    parser.add_argument("--data", metavar="DIR", type=Path, help="keep the sample library that is made here")
    every = [json.loads(line)["question"] for line in QUESTIONS.read_text("utf-8").splitlines()]
    first = every[:COMPARED]
    questions = [*first, *islice(cycle(every[COMPARED:]), ASKED - 2 * COMPARED), *first]
    with sample_page(parser.parse_args().data) as address, bare_chat() as bare, browser() as chromium:
        rows = [
            ("", "Besa", "a bare chat of gradio's"),
            *zip(_NAMES, figures(chromium, address, questions), bare_figures(chromium, bare, questions), strict=True),
        ]
        moved = [(f"layout shift at {size} px", *layout_shifts(chromium, address, size, questions)) for size in SIZES]
    say(rows)
    say([("", "opened", "four answers", "loaded anew"), *moved])


_NAMES = (
    *("first paint, ms", "first paint again, ms"),
    *("first load: gradio's files, KB", "first load: beyond, KB", "loaded again, KB", "requests"),
    *(f"Enter to drawn, questions 1 to {COMPARED}, ms", f"the same as the last of {ASKED}, ms"),
    *(f"the browser's own work, questions 1 to {COMPARED}, ms", f"the same as the last of {ASKED}, ms "),
    "nodes at the end",
)


def say(rows: Sequence[tuple[str, ...]]) -> None:
    """Print rows as a Markdown table, the first as its head."""
    head, *body = rows
    for row in (head, ("---",) * len(head), *body):
        sys.stdout.write(f"| {' | '.join(row)} |\n")
    sys.stdout.write("\n")


def figures(chromium: Browser, address: str, questions: list[str]) -> list[str]:
    """Measure Besa's page, in the order of the names."""
    return measured(chromium.new_context().new_page(), lambda page: open_chat(page, address), questions, _asked)


def bare_figures(chromium: Browser, address: str, questions: list[str]) -> list[str]:
    """Measure a bare chat, in the order of the names."""

    def open_bare(page: Page) -> None:
        page.goto(address)
        expect(page.locator("textarea")).to_be_enabled(timeout=60_000)

    return measured(chromium.new_context().new_page(), open_bare, questions, _asked_bare)


def measured(
    page: Page, open_page: Callable[[Page], None], questions: list[str], asked: Callable[[Page, str], float]
) -> list[str]:
    """Open a page several times, then ask all questions in one conversation."""
    wire, work = Wire.of(page), Work.of(page)
    painted, loads = [], []
    for _ in range(OPENED):
        open_page(page)
        painted.append(float(page.evaluate(_PAINTED)))
        loads.append(wire.taken())
    work.taken()
    times, works = [], []
    for question in questions:
        times.append(asked(page, question))
        works.append(work.taken())
    (gradios, beyond, requests), again = loads[0], loads[-1]
    return [
        *(f"{painted[0]:.0f}", f"{median(painted[1:]):.0f}"),
        *(f"{gradios / 1000:.0f}", f"{beyond / 1000:.0f}", f"{(again[0] + again[1]) / 1000:.0f}", str(requests)),
        *(f"{median(each):.0f}" for all in (times, works) for each in (all[:COMPARED], all[-COMPARED:])),
        str(page.evaluate(_NODES)),
    ]


def layout_shifts(chromium: Browser, address: str, size: str, questions: list[str]) -> tuple[str, str, str]:
    """Add up what moves by itself: while the page opens, with four answers, and loaded anew with them."""
    context = window(chromium, size)
    page = context.new_page()
    open_chat(page, address)
    opened = shifts(page)
    for question in questions[:4]:
        ask(page, question)
    answered = shifts(page) - opened
    page.reload()
    expect(page.locator("#chat [data-testid=bot]")).to_have_count(4, timeout=60_000)
    expect(box(page)).to_be_enabled(timeout=60_000)
    anew = shifts(page)
    context.close()
    return f"{opened:.3f}", f"{answered:.3f}", f"{anew:.3f}"


@contextmanager
def bare_chat() -> Iterator[str]:
    """The address of gradio's own chat, which answers at once."""
    chat = gr.ChatInterface(lambda message, history: f"The answer to “{message}” is a sentence of about this length.")
    _, address, _ = chat.launch(server_name="127.0.0.1", prevent_thread_lock=True, quiet=True)
    yield address
    chat.close(verbose=False)


def milliseconds_to_paint(page: Page, address: str) -> float:
    """From the start of the navigation to the first contentful paint."""
    open_chat(page, address)
    return float(page.evaluate(_PAINTED))


def milliseconds_to_answer(page: Page, question: str) -> float:
    """From the click to the frame after the answer and its cards stand in the page."""
    box(page).fill(question)
    return float(page.evaluate(_ANSWERED))


_asked = milliseconds_to_answer


def _asked_bare(page: Page, question: str) -> float:
    page.locator("textarea").fill(question)
    return float(page.evaluate(_ANSWERED_BARE))


if __name__ == "__main__":
    main()
