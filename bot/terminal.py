"""What a person reads in the terminal: results on standard output, messages and progress on standard error.

Everything that comes from a document is printed without markup and without control characters.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from bot.answers import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bot.answers import Citation, Disagreement, NotFound
    from corpus.document_store import DocumentRecord

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")

__all__ = ["Table", "Text", "plain", "print_answer", "progress", "results", "say", "sources_table"]

messages = Console(stderr=True, highlight=False)
results = Console(highlight=False)


def plain(text: str) -> str:
    """`text` with what would steer a terminal (escapes, controls, direction marks) shown as a replacement sign."""
    return _CONTROL.sub("�", text)


def say(message: str, style: str = "") -> None:
    """A line on standard error."""
    messages.print(Text(plain(message), style=style), soft_wrap=True)


@contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Callable[[int, int | None], None]]:
    """A bar on standard error, which goes when it is done; the function takes (done, total)."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=messages,
        transient=True,
    )
    with bar:
        task = bar.add_task(what, total=total)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def print_answer(answer: Answer | NotFound) -> None:
    """The answer's sentences with their numbers, then the sources."""
    if isinstance(answer, Answer):
        for sentence in answer.sentences:
            results.print(_line(f"“{_one_line(sentence.text)}”", f" [{sentence.citation}]"), soft_wrap=True)
        for difference in answer.differences:
            _print_difference(difference, answer.citations)
    else:
        results.print("Not found in these documents." + (" The nearest passages:" if answer.citations else ""))
    if answer.standalone_question != answer.question:
        results.print(Text(f"(searched: {plain(answer.standalone_question)})", style="dim"), soft_wrap=True)
    for citation in answer.citations:
        results.print()
        results.print(_line(f"[{citation.number}] ", plain(citation.title), _about(citation)), soft_wrap=True)
        results.print(_excerpt(citation), soft_wrap=True)
        results.print(Text(f"{plain(citation.path)}:{citation.start}-{citation.end}", style="dim"), soft_wrap=True)


def _print_difference(difference: Disagreement, citations: Sequence[Citation]) -> None:
    cited = {citation.number: citation for citation in citations}
    results.print(Text("Sources differ:", style="bold"))
    for side in difference.sides:
        source = cited.get(side.citation)
        about = f" · {plain(source.title)}{_about(source)}" if source else ""
        results.print(_line(f"  {_one_line(side.value)}", f" [{side.citation}]", about), soft_wrap=True)


def sources_table(records: Sequence[DocumentRecord]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("document", "title", "date", "passages", "path"):
        table.add_column(name, justify="right" if name == "passages" else "left", overflow="fold")
    for record in records:
        row = (record.id, record.metadata.title, record.metadata.date or "", str(record.passages), record.path)
        table.add_row(*(Text(plain(cell)) for cell in row))
    return table


def _about(citation: Citation) -> str:
    parts = [citation.publisher, citation.date, citation.found_at, citation.heading]
    return "".join(f" · {plain(part)}" for part in parts if part)


def _excerpt(citation: Citation) -> Text:
    text = Text(plain(citation.excerpt))
    for mark in citation.highlights:
        text.stylize("bold yellow", mark.start - citation.start, mark.end - citation.start)
    return text


def _one_line(text: str) -> str:
    return " ".join(plain(text).split())


def _line(first: str, second: str = "", third: str = "") -> Text:
    return Text.assemble((first, ""), (second, "bold cyan"), (third, "dim"))
