"""What became of each file, and the table of figures for each kind."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.readers.agreement import agreement, findable
from benchmarks.readers.others import read_by_other
from bot.wording.terminal import progress
from corpus.errors import ReadError
from corpus.readers.sandbox.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from benchmarks.readers.agreement import Agreement
    from tests.support.known_files.known_file import KnownFile


class Expected(NamedTuple):
    """What a file should hold: who says so, its words, and its title where that is known."""

    said_by: str
    text: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class FileFigures:
    """What became of one file; without an agreement it was refused for `reason`, or nothing else reads its kind.

    `has_title`: it has the title that is known, or else one that is not just the name of the file.
    """

    path: str
    kind: str
    seconds: float
    other: str = ""
    agreement: Agreement | None = None
    has_title: bool = False
    reason: str = ""


def measure(files: Sequence[Path]) -> Iterator[FileFigures]:
    """Read each file by Besa and by another extractor."""

    def by_other(path: Path) -> Expected | None:
        other = read_by_other(path)
        return Expected(*other) if other else None

    yield from _measured([(path, path.suffix.lower(), by_other) for path in files])


def measure_known(files: Sequence[KnownFile], folder: Path) -> Iterator[FileFigures]:
    """Write each file, read it by Besa, and hold that against the words that it was made from."""
    written = []
    for each in files:
        path = folder / each.kind.replace(" ", "-") / each.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(each.data)
        expected = Expected("its making", each.says, each.title)
        written.append((path, each.kind, lambda _, expected=expected: expected))
    yield from _measured(written)


def _measured(files: Sequence[tuple[Path, str, Callable[[Path], Expected | None]]]) -> Iterator[FileFigures]:
    with Reader() as reader, progress("Reading", len(files)) as advance:
        for done, (path, kind, expect) in enumerate(files, 1):
            yield _figures(path, kind, reader, expect)
            advance(done, len(files))


def _figures(path: Path, kind: str, reader: Reader, expect: Callable[[Path], Expected | None]) -> FileFigures:
    begun = time.perf_counter()
    try:
        contents = [part.content for part in reader.parse(reader.load(path))]
    except ReadError as error:
        return FileFigures(str(path), kind, time.perf_counter() - begun, reason=str(error))
    seconds, expected = time.perf_counter() - begun, expect(path)
    title = contents[0].metadata.title
    if expected is None:
        return FileFigures(str(path), kind, seconds, has_title=_is_title(title, path))
    compared = agreement("\n".join(map(findable, contents)), expected.text, title)
    has_title = title == expected.title if expected.title else _is_title(title, path)
    return FileFigures(str(path), kind, seconds, expected.said_by, compared, has_title)


def _is_title(title: str, path: Path) -> bool:
    return title not in {"", path.stem, path.name}


def table(figures: Sequence[FileFigures]) -> Iterator[str]:
    """Yield the lines of a table, a kind of file each, and one for all of them."""
    yield "| kind | files | refused | beside | recall | precision | order | titles | seconds a file |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for kind in sorted({each.kind for each in figures}):
        yield _line(kind, [each for each in figures if each.kind == kind])
    yield _line("all", figures)


def _line(kind: str, own: Sequence[FileFigures]) -> str:
    read = [each for each in own if not each.reason]
    compared = [each.agreement for each in read if each.agreement is not None]
    others = ", ".join(sorted({each.other for each in read if each.other})) or "-"
    shares = (
        f"{mean(values):.3f}" if values else "-"
        for values in (
            [each.recall for each in compared],
            [each.precision for each in compared],
            [each.order for each in compared],
            [float(each.has_title) for each in read],
            [each.seconds for each in read],
        )
    )
    return f"| {kind} | {len(own)} | {len(own) - len(read)} | {others} | {' | '.join(shares)} |"


def mean(values: Sequence[float]) -> float:
    """Return the mean of some numbers."""
    return sum(values) / len(values)
