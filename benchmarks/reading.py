"""500 files as people have them, read one at a time and as many at a time as there are cores, in one run.

Made anew for each run: half of them PDFs of one to twelve pages, the others of every kind that `adding` writes. The
ratio counts. Processor time is that of the reading processes; pdftotext reads the PDFs beside them, where installed.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.adding import KINDS, paragraphs_of
from benchmarks.errors import MeasurementFailed
from benchmarks.results import Measured, once
from bot.wording.terminal import progress
from corpus.documents import PlaceKind
from corpus.folders.importer import add_files
from corpus.folders.samples import ARTICLES
from corpus.readers.sandbox.reader import Reader
from corpus.store.library import Library

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.plan import Plan
    from benchmarks.results import Figure

TITLE = "Reading: 500 mixed files, one at a time and side by side"
FILES = 500
SEED = 15
_LONGEST_PDF = 120
"""Paragraphs of the longest PDF, which are about twelve pages."""


def measure(plan: Plan) -> Iterator[Measured]:
    with TemporaryDirectory(dir=plan.work) as temporary, progress("Reading", 2) as advance:
        files = write(Path(temporary), FILES)
        one = _timed(files, Path(temporary) / "one", 1)
        advance(1, 2)
        all_cores = _timed(files, Path(temporary) / "all", None)
        advance(2, 2)
        yield Measured("one at a time", _figures(one))
        yield Measured(
            "side by side", (*_figures(all_cores), once("times as fast", "", one.seconds / all_cores.seconds))
        )
        yield _pdftotext([file for file in files if file.suffix == ".pdf"])


def write(folder: Path, count: int) -> list[Path]:
    """The same files each time, no two alike; a PDF now and then is twenty times as long as the others."""
    draw = random.Random(SEED)  # noqa: S311
    paragraphs = [each for path in sorted(ARTICLES.glob("*.md")) for each in paragraphs_of(path.read_text("utf-8"))]
    kinds = [each for each in KINDS if each != ".pdf"]
    files = []
    for number in range(count):
        suffix = ".pdf" if number % 2 else draw.choice(kinds)
        long = draw.randint(4, _LONGEST_PDF) if suffix == ".pdf" else draw.randint(4, 30)
        file = folder / f"{number:03}{suffix}"
        KINDS[suffix](file, [f"File {number}.", *draw.choices(paragraphs, k=long)])
        files.append(file)
    return files


@dataclass(frozen=True, slots=True)
class _Timed:
    """What reading all files once took, by the clock and of the processors, and how many pages they have."""

    seconds: float
    processor: float
    pages: int


def _timed(files: Sequence[Path], folder: Path, at_once: int | None) -> _Timed:
    library, before, begun = Library.open(folder), os.times(), time.perf_counter()
    with Reader(at_once=at_once) as reader:
        failed = [each for each in add_files(library, files, reader) if each.status != "added"]
    seconds, after = time.perf_counter() - begun, os.times()
    if failed:
        raise MeasurementFailed(f"{failed[0].path} was not added: {failed[0].reason}")
    pages = sum(max(1, _pages(library, record.id)) for record in library.documents())
    library.close()
    children = after.children_user + after.children_system - before.children_user - before.children_system
    return _Timed(seconds, children, pages)


def _pages(library: Library, id: str) -> int:
    return sum(place.kind is PlaceKind.PAGE for place in library.document(id).content.places)


def _figures(timed: _Timed) -> tuple[Figure, ...]:
    return (
        once("seconds", "s", timed.seconds),
        once("files/s", "", FILES / timed.seconds),
        once("pages", "", timed.pages),
        once("processor time a page", "ms", 1000 * timed.processor / timed.pages),
    )


def _pdftotext(files: Sequence[Path]) -> Measured:
    program = shutil.which("pdftotext")
    if program is None:
        return Measured("pdftotext", missing="it is not installed here")
    begun = time.perf_counter()
    for file in files:
        subprocess.run([program, str(file), "-"], check=True, capture_output=True)
    return Measured("pdftotext", (once("seconds", "s", time.perf_counter() - begun),))
