"""How long the page over the sample library takes, as the browser measures it: python -m benchmarks.page [--data DIR].

With --data, the sample library that is made stays in DIR, for the next run.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.sample_page import box, browser, open_chat, sample_page

if TYPE_CHECKING:
    from playwright.sync_api import Page

QUESTIONS = Path(__file__).with_name("sample-questions.jsonl")
ASKED = 20
OPENED = 5
_PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"
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


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description="Measure the page in the browser.")
    parser.add_argument("--data", metavar="DIR", type=Path, help="keep the sample library that is made here")
    questions = [json.loads(line)["question"] for line in QUESTIONS.read_text("utf-8").splitlines()[:ASKED]]
    with sample_page(parser.parse_args().data) as address, browser() as chromium:
        page = chromium.new_page()
        painted = [milliseconds_to_paint(page, address) for _ in range(OPENED)]
        answered = [milliseconds_to_answer(page, question) for question in questions]
    figures = {"first paint": painted[:1], "first paint again": painted[1:], "click to answer": answered}
    sys.stdout.write("| milliseconds | median | longest |\n|---|---|---|\n")
    for what, times in figures.items():
        sys.stdout.write(f"| {what} | {median(times):.0f} | {max(times):.0f} |\n")


def milliseconds_to_paint(page: Page, address: str) -> float:
    """From the start of the navigation to the first contentful paint."""
    open_chat(page, address)
    return float(page.evaluate(_PAINTED))


def milliseconds_to_answer(page: Page, question: str) -> float:
    """From the click to the frame after the answer and its cards stand in the page."""
    box(page).fill(question)
    return float(page.evaluate(_ANSWERED))


if __name__ == "__main__":
    main()
