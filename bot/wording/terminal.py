"""What a person reads in the terminal: results on standard output, messages and progress on standard error.

Everything that comes from a document is printed without markup and without control characters.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from bot.answers import Answer, coverage_note, not_found_line
from bot.wording.facts import footnotes, headline
from bot.wording.labels import ENGLISH
from bot.wording.reporter import Reporter
from corpus.documents import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rich.progress import TaskID

    from bot.answers import Citation, Disagreement
    from bot.facts import Facts
    from corpus.folders.discovery import PassedOver
    from corpus.store.document_records import DocumentRecord

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

__all__ = [
    "TERMINAL",
    "Table",
    "Text",
    "collapsed",
    "on_one_line",
    "plain",
    "print_answer",
    "progress",
    "results",
    "say",
    "say_passed_over",
    "say_timings",
    "sources_table",
    "steps",
]

_NAMED = 20

messages = Console(stderr=True, highlight=False)
results = Console(highlight=False)


def plain(text: str) -> str:
    """Replace what would steer a terminal (escapes, controls, direction marks) by a replacement sign."""
    return _CONTROL.sub("�", text)


def on_one_line(text: str) -> str:
    """Do as `plain` does, for a file's name, which may hold line breaks too."""
    return plain(text).replace("\n", "�").replace("\t", "�")


def collapsed(text: str) -> str:
    """Return a passage as `plain` text on one line, each stretch of white space as one space."""
    return " ".join(plain(text).split())


def say(message: str, style: str = "") -> None:
    """Print a line on standard error."""
    messages.print(Text(plain(message), style=style), soft_wrap=True)


def say_passed_over(passed_over: Sequence[PassedOver]) -> None:
    """Name the files that were taken for no documents, by reason; of many with the same reason the first."""
    by_reason: dict[str, list[str]] = {}
    for each in passed_over:
        by_reason.setdefault(each.reason, []).append(on_one_line(str(each.path)))
    for reason, paths in by_reason.items():
        say(f"passed over {len(paths):,}: {reason}", "dim")
        for path in paths[:_NAMED]:
            say(f"           {path}", "dim")
        if len(paths) > _NAMED:
            say(f"           and {len(paths) - _NAMED:,} more", "dim")


@contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Callable[[int, int | None], None]]:
    """Show a bar on standard error, which goes when it is done; yield a function of (done, total)."""
    with TERMINAL.progress(what, total) as advance:
        yield advance


@contextmanager
def steps() -> Iterator[Callable[[str, int, int | None], None]]:
    """Show bars on standard error while it lasts; the function takes (what, done, total), one bar for each."""
    bars = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=messages,
        transient=True,
    )
    tasks: dict[str, TaskID] = {}

    def advance(what: str, done: int, total: int | None) -> None:
        if what not in tasks:
            tasks[what] = bars.add_task(what, total=total)
        bars.update(tasks[what], completed=done, total=total)

    with bars:
        yield advance


TERMINAL = Reporter(say, partial(say, style="red"), say_passed_over, steps)
"""Messages are lines on standard error, progress is bars there."""


def print_answer(answer: Answer) -> None:
    """Print an answer's sentences with their numbers, then its sources."""
    if answer.facts is not None:
        _print_facts(answer.facts)
    if answer.found:
        for sentence in answer.told:
            results.print(_line(f"“{collapsed(answer.words_of(sentence))}”", f" [{sentence.citation}]"), soft_wrap=True)
        for difference in answer.disagreements:
            _print_difference(difference, answer.citations)
    elif answer.facts is None:
        results.print(not_found_line(answer))
    if answer.standalone_question != answer.question:
        results.print(Text(f"(searched: {plain(answer.standalone_question)})", style="dim"), soft_wrap=True)
    for note in filter(None, (coverage_note(answer), answer.unread)):
        results.print(Text(f"({plain(note)})", style="dim"), soft_wrap=True)
    for citation in answer.citations:
        results.print()
        results.print(_line(f"[{citation.number}] ", plain(citation.title), _about(citation)), soft_wrap=True)
        results.print(_excerpt(citation), soft_wrap=True)
        results.print(Text(f"{plain(citation.full_path)}:{citation.start}-{citation.end}", style="dim"), soft_wrap=True)


def say_timings(answer: Answer, before: float) -> None:
    """Print the steps of an answer on standard error, after the `before` milliseconds that its command had run."""
    steps = {"before the question": before, **answer.timings_ms, "the question": answer.elapsed_ms}
    width = max(map(len, steps))
    for step, taken in steps.items():
        say(f"{step:<{width}}  {taken:9,.1f} ms", "dim")


def _print_facts(facts: Facts) -> None:
    results.print(Text(ENGLISH.from_list, style="dim"), soft_wrap=True)
    results.print(Text(plain(headline(facts)), style="bold"), soft_wrap=True)
    for fact in facts.documents:
        number = f" [{fact.citation}]" if fact.citation else ""
        results.print(
            _line(f"  {collapsed(fact.title)}", number, f" · {collapsed(facts.told_of(fact))}"), soft_wrap=True
        )
    for note in footnotes(facts):
        results.print(Text(f"  {note}", style="dim"), soft_wrap=True)


def _print_difference(difference: Disagreement, citations: Sequence[Citation]) -> None:
    cited = {citation.number: citation for citation in citations}
    results.print(Text("Sources differ:", style="bold"))
    for side in difference.sides:
        source = cited.get(side.citation)
        about = f" · {plain(source.title)}{_about(source)}" if source else ""
        results.print(_line(f"  {collapsed(side.value)}", f" [{side.citation}]", about), soft_wrap=True)


def sources_table(records: Sequence[DocumentRecord]) -> Table:
    """Make a table of documents, with what each says of itself and every path at which it stands."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("document", "title", "about", "passages", "path"):
        table.add_column(name, justify="right" if name == "passages" else "left", overflow="fold")
    for record in records:
        metadata = record.metadata
        places = f"{record.places:,} {record.place_kind}{'s' * (record.places > 1)}" if record.place_kind else None
        encoding = metadata.encoding and f"{metadata.encoding.name} ({metadata.encoding.basis})"
        accessed = metadata.accessed and f"accessed {metadata.accessed[:10]}"
        doi = metadata.doi and f"doi:{metadata.doi}"
        said = (metadata.author, metadata.publication, metadata.publisher, metadata.date, metadata.language, places)
        paths = "\n".join(map(on_one_line, (record.full_path, *record.others)))
        told = " · ".join(plain(each) for each in (*said, encoding, doi, metadata.url, accessed) if each)
        about = "\n".join([told, *map(plain, record.warnings)]).strip()
        cells = (record.id, plain(metadata.title), about, f"{record.passages:,}", paths)
        table.add_row(*map(Text, cells))
    return table


def _about(citation: Citation) -> str:
    parts = [citation.publisher, citation.date, citation.found_at, citation.heading]
    return "".join(f" · {plain(part)}" for part in parts if part)


def _excerpt(citation: Citation) -> Text:
    edges = {citation.start, citation.end}
    edges.update(at for each in (*citation.highlights, *citation.markup) for at in (each.start, each.end))
    text = Text()
    for start, end in pairwise(sorted(edges)):
        matched = any(mark.start <= start < mark.end for mark in citation.highlights)
        text.append(plain(citation.words_of(Span(start, end))), "bold yellow" if matched else "")
    return text


def _line(first: str, second: str = "", third: str = "") -> Text:
    return Text.assemble((first, ""), (second, "bold cyan"), (third, "dim"))
