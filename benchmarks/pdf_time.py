"""Processor time of a PDF page: Besa's reading beside PDFium's bare text and poppler's pdftotext, for any folder.

    python -m benchmarks.pdf_time FOLDER [--rounds N]

Files are read one at a time in a child process, N times each, of which the least counts. Left out are files that end
the child, that are refused, or that have pages for OCR, which `reading` measures. The start of a program for each file
is in pdftotext's time. Kinds: *form*, with fields; *table*, where rows are half of the text or more; *prose*, the rest.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2

from bot.wording.terminal import progress, say
from corpus.errors import ReadError
from corpus.readers.options import ReadOptions
from corpus.readers.pdf.reader import read_pdf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_MIN_ROWS_SHARE = 0.5
_PDFTOTEXT_SECONDS = 120
_HEAD = (
    "| kind | files | pages | Besa, ms a page | PDFium | pdftotext | Besa / PDFium |",
    "|---|---|---|---|---|---|---|",
)


class _HasPictures(Exception):
    """Pages are to be read by OCR."""


@dataclass(frozen=True, slots=True)
class FileTime:
    """What one file costs, in seconds of a processor; `other` is None where pdftotext did not read it."""

    kind: str
    pages: int
    besa: float
    bare: float
    other: float | None


def measure(files: Sequence[Path], rounds: int) -> Iterator[FileTime]:
    """Yield what each file costs; those that cannot be read as they are are left out."""
    pool = _pool()
    with progress("Reading", len(files)) as advance:
        for done, file in enumerate(files, 1):
            try:
                timed = pool.submit(timed_file, file, rounds).result()
            except BrokenProcessPool:
                pool, timed = _pool(), None
            if timed:
                yield timed
            advance(done, len(files))
    pool.shutdown()


def _pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, get_context("spawn"))


def timed_file(path: Path, rounds: int) -> FileTime | None:
    """Return what a file costs, or None if it is not read as it is."""
    data = path.read_bytes()
    read = partial(read_pdf, data, path.name, ReadOptions(on_scanned=_stop))
    try:
        content = read().content
    except (ReadError, ValueError, _HasPictures):  # PDFium's wrapper refuses to draw some pages with a ValueError
        return None
    with closing(pypdfium2.PdfDocument(data)) as document:
        pages, is_form = len(document), document.get_formtype() != 0
    rows = sum(row.end - row.start for row in content.rows)
    kind = "form" if is_form else "table" if rows > _MIN_ROWS_SHARE * len(content.text) else "prose"
    return FileTime(kind, pages, _least(read, rounds), _least(partial(_bare, data), rounds), _pdftotext(path, rounds))


def table(times: Sequence[FileTime]) -> list[str]:
    """Return a Markdown table of milliseconds a page, by kind and for all files."""
    kinds = sorted({each.kind for each in times})
    return [
        *_HEAD,
        *(_row(kind, [each for each in times if each.kind == kind]) for kind in kinds),
        _row("all", times),
    ]


def _row(kind: str, times: Sequence[FileTime]) -> str:
    pages = sum(each.pages for each in times)
    besa, bare = sum(each.besa for each in times), sum(each.bare for each in times)
    read = [(each.other, each.pages) for each in times if each.other is not None]
    other = _milliseconds(sum(seconds for seconds, _ in read), sum(count for _, count in read)) if read else "–"
    ratio = f"{besa / bare:.1f}" if bare else "–"
    cells = (kind, len(times), pages, _milliseconds(besa, pages), _milliseconds(bare, pages), other, ratio)
    return f"| {' | '.join(map(str, cells))} |"


def _milliseconds(seconds: float, pages: int) -> str:
    return f"{1000 * seconds / max(1, pages):.2f}"


def _stop(_pages: int) -> None:
    raise _HasPictures


def _bare(data: bytes) -> None:
    with closing(pypdfium2.PdfDocument(data)) as document:
        for at in range(len(document)):
            try:
                with closing(document[at]) as page, closing(page.get_textpage()) as text:
                    text.get_text_range()
            except pypdfium2.PdfiumError:
                continue


def _least(work: Callable[[], object], rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return min(taken)


def _pdftotext(path: Path, rounds: int) -> float | None:
    """Return the processor time of pdftotext; None where it is not installed, or refuses the file."""
    program = shutil.which("pdftotext")
    taken: list[float] = []
    for _ in range(rounds if program else 0):
        before = os.times()
        command = [str(program), str(path), os.devnull]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_PDFTOTEXT_SECONDS)
        except subprocess.SubprocessError:
            return None
        after = os.times()
        taken.append(after.children_user + after.children_system - before.children_user - before.children_system)
    return min(taken, default=None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    files = sorted(path for path in options.folder.rglob("*") if path.suffix.lower() == ".pdf" and path.is_file())
    times = list(measure(files, max(1, options.rounds)))
    if not times:
        say(f"There is no PDF with text in {options.folder}.", "red")
        raise SystemExit(1)
    say(f"{len(times)} of {len(files)} files were read.")
    print("\n".join(table(times)))


if __name__ == "__main__":
    main()
