"""Answers from a file: JSON as `besa ask --json` prints it, or a report with the same JSON in it."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from bot.errors import NotAnAnswer
from bot.formats.answer_json import answers_from_json
from bot.formats.html_report import BLOCK, report_html
from bot.formats.typed_json import InvalidJson, read_text
from bot.wording.labels import labels_for
from corpus.messages import Message

if TYPE_CHECKING:
    from pathlib import Path

    from bot.answers import Answer


@dataclass(frozen=True, slots=True)
class SavedAnswers:
    """Answers, and whether the report that they came in shows them unchanged; JSON shows nothing else."""

    answers: list[Answer]
    shown_as_they_are: bool


def load_saved_answers(path: Path) -> SavedAnswers:
    """Return the answers of a file; `-` is standard input. Raises NotAnAnswer naming the place and a remedy."""
    try:
        return read_saved_answers(read_text(path))
    except (InvalidJson, NotAnAnswer) as error:
        raise NotAnAnswer(
            Message(
                "{file} holds no saved answers: {problem}. Save some with: besa ask --json",
                file=path,
                problem=error.message,
            )
        ) from error


def read_saved_answers(text: str) -> SavedAnswers:
    """Return what was saved as JSON or as a report. Raises NotAnAnswer naming the place."""
    if not text.lstrip().startswith("<"):
        return SavedAnswers(answers_from_json(text), shown_as_they_are=True)
    page = _Page()
    page.feed(text)
    page.close()
    if len(page.blocks) != 1:
        raise NotAnAnswer(
            Message("it is a web page with {blocks:,} blocks of answers, not one", blocks=len(page.blocks))
        )
    answers = answers_from_json("".join(page.blocks[0]))
    again = report_html(answers, page.made, labels_for(page.language))
    return SavedAnswers(answers, shown_as_they_are=again.strip() == text.strip())


class _Page(HTMLParser):
    """A parser of reports: the language and the day that one names, and the text of its blocks of answers."""

    def __init__(self) -> None:
        super().__init__()
        self.language = self.made = ""
        self.blocks: list[list[str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language, self.made = named.get("lang", ""), named.get("data-made", "")
        elif tag == "script" and named.get("id") == BLOCK:
            self.blocks.append([])
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.blocks[-1].append(data)
