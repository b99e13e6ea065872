"""Files into a library, by kind: read, split and searchable by words. Vectors are measured apart."""

from __future__ import annotations

import csv
import json
import shutil
import time
from email.message import EmailMessage
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import TYPE_CHECKING

import docx
from fpdf import FPDF

from benchmarks.errors import MeasurementFailed
from benchmarks.libraries import sample_library
from benchmarks.results import Measured, figure, once
from benchmarks.serving import TOKEN, Visitor, serving
from bot.wording.terminal import progress
from corpus.folders.importer import add_files
from corpus.folders.samples import ARTICLES
from corpus.readers.sandbox.reader import Reader
from corpus.store.library import Library

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from benchmarks.plan import Plan
    from benchmarks.results import Figure
    from corpus.folders.importer import FileOutcome

TITLE = "Adding: the sample articles again and again, as files of each kind"
FILES = 48
"""Of each kind."""
LONG = 16
"""So often all articles stand in one file."""
DROPPED = 10


def measure(plan: Plan) -> Iterator[Measured]:
    articles = [path.read_text("utf-8") for path in sorted(ARTICLES.glob("*.md"))]
    with progress("Adding", len(KINDS)) as advance:
        for done, (suffix, write) in enumerate(KINDS.items(), 1):
            with TemporaryDirectory(dir=plan.work) as temporary:
                folder = Path(temporary)
                files = [folder / f"{number}{suffix}" for number in range(FILES + 1)]
                for number, file in enumerate(files):
                    write(file, [f"Copy {number}.", *paragraphs_of(articles[number % len(articles)])])
                yield Measured(suffix, add(files, folder / "library"))
            advance(done, len(KINDS))
    yield Measured("one long .txt", _long(plan, [paragraphs_of(article) for article in articles]))
    yield Measured("a text dropped into the page", (figure("to its first answer", "ms", _dropped(plan)),))


def add(files: Sequence[Path], library: Path) -> tuple[Figure, ...]:
    """Adds files to a new library. The clock starts when the first is in, for which a reading process starts."""
    opened, passages = Library.open(library), 0
    with Reader() as reader:
        for outcome in add_files(opened, files[:1], reader):
            _check(outcome)
        begun = time.perf_counter()
        for outcome in add_files(opened, files[1:], reader):
            _check(outcome)
            passages += outcome.passages
        seconds = time.perf_counter() - begun
    opened.close()
    size = sum(file.stat().st_size for file in files[1:]) / 1e6
    return (
        once("documents/s", "", (len(files) - 1) / seconds),
        once("MB/s", "", size / seconds),
        once("passages/s", "", passages / seconds),
    )


def _long(plan: Plan, articles: Sequence[Sequence[str]]) -> tuple[Figure, ...]:
    with TemporaryDirectory(dir=plan.work) as temporary:
        folder = Path(temporary)
        _text(folder / "short.txt", ["A short text."])
        _text(folder / "long.txt", [each for article in articles for each in article] * LONG)
        return add([folder / "short.txt", folder / "long.txt"], folder / "library")


def _dropped(plan: Plan) -> list[float]:
    """Milliseconds from handing a document in until the page has answered a question from it."""
    taken = []
    with TemporaryDirectory(dir=plan.work) as temporary:
        library = shutil.copytree(sample_library(plan), Path(temporary) / "library")
        with serving(library) as served, Visitor(served.address, TOKEN) as visitor:
            visitor.ask("What does besa mean?")  # the encoder loads with the first
            for number in range(DROPPED):
                begun = time.perf_counter()
                visitor.add(f"light-{number}.txt", f"The lighthouse of Port{number}stone was lit in {1801 + number}.")
                said = visitor.ask(f"When was the lighthouse of Port{number}stone lit?").text
                taken.append((time.perf_counter() - begun) * 1000)
                if f"lit in {1801 + number}" not in said:
                    raise MeasurementFailed(f"The page did not answer from the document that was just added: {said}")
    return taken


def _check(outcome: FileOutcome) -> None:
    if outcome.status != "added":
        raise MeasurementFailed(f"{outcome.path} was not added: {outcome.reason}")


def paragraphs_of(article: str) -> list[str]:
    """An article without its front matter and marks of headings."""
    _, _, body = article.removeprefix("---").partition("\n---\n")
    return [" ".join(each.lstrip("#").split()) for each in (body or article).split("\n\n") if each.strip()]


def _text(file: Path, paragraphs: Sequence[str]) -> None:
    file.write_text("\n\n".join(paragraphs), "utf-8")


def _markdown(file: Path, paragraphs: Sequence[str]) -> None:
    first, *others = paragraphs
    file.write_text("\n\n".join([f"# {first}", *others]), "utf-8")


def _html(file: Path, paragraphs: Sequence[str]) -> None:
    body = "".join(f"<p>{escape(each)}</p>\n" for each in paragraphs)
    file.write_text(f"<!doctype html><title>An article</title><article>{body}</article>", "utf-8")


def _docx(file: Path, paragraphs: Sequence[str]) -> None:
    document = docx.Document()
    for each in paragraphs:
        document.add_paragraph(each)
    document.save(str(file))


def _pdf(file: Path, paragraphs: Sequence[str]) -> None:
    document = FPDF()
    document.add_page()
    document.set_font("Helvetica", size=10)
    for each in paragraphs:
        document.multi_cell(0, text=each.encode("latin-1", "replace").decode("latin-1"), new_x="LMARGIN", new_y="NEXT")
    document.output(str(file))


def _eml(file: Path, paragraphs: Sequence[str]) -> None:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = paragraphs[0], "reader@example.org", "desk@example.org"
    message.set_content("\n\n".join(paragraphs))
    file.write_bytes(message.as_bytes())


def _json(file: Path, paragraphs: Sequence[str]) -> None:
    file.write_text(json.dumps({"title": paragraphs[0], "text": "\n\n".join(paragraphs)}), "utf-8")


def _csv(file: Path, paragraphs: Sequence[str]) -> None:
    with file.open("w", newline="", encoding="utf-8") as opened:
        csv.writer(opened).writerows([("number", "said"), *enumerate(paragraphs)])


KINDS: Mapping[str, Callable[[Path, Sequence[str]], None]] = MappingProxyType(
    {
        ".txt": _text,
        ".md": _markdown,
        ".html": _html,
        ".docx": _docx,
        ".pdf": _pdf,
        ".eml": _eml,
        ".json": _json,
        ".csv": _csv,
    }
)
