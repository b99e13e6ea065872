"""Any folder of files read by Besa and by other extractors that are installed, and how far they agree.

    python -m benchmarks.readers FOLDER [--worst N] [--json FILE]

The others: poppler's pdftotext for PDF; pandoc for what it reads; Python's own email for messages; for plain text its
bytes. None of them is the truth: where the figures are low, look at the file. *recall*: the share of the other's words
that Besa has too, each as often; *precision*: the share of Besa's words that the other has; *order*: of the pairs of
neighbouring words of the other, those that are neighbours in Besa's text. *title*: Besa has one, and not just the name
of the file. Words are runs of letters and digits, in lower case.
"""

from __future__ import annotations

import argparse
import email
import email.policy
import json
import re
import shutil
import subprocess
import time
from collections import Counter
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bot.wording.terminal import progress, say
from corpus.errors import ReadError
from corpus.folders.discovery import find_files
from corpus.readers.sandbox.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")
_WORD = re.compile(r"\w+")
_MARKUP = {
    ".docx": "docx",
    ".odt": "odt",
    ".epub": "epub",
    ".rtf": "rtf",
    ".html": "html",
    ".htm": "html",
    ".md": "markdown",
    ".rst": "rst",
    ".org": "org",
    ".ipynb": "ipynb",
}
_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the words of two texts agree, each figure from 0 to 1; `words` is how many the other one has."""

    recall: float
    precision: float
    order: float
    words: int


@dataclass(frozen=True, slots=True)
class FileFigures:
    """What became of one file; without an agreement it was refused for `reason`, or nothing else reads its kind."""

    path: str
    kind: str
    seconds: float
    other: str = ""
    agreement: Agreement | None = None
    has_title: bool = False
    reason: str = ""


def agreement(ours: str, theirs: str, title: str = "") -> Agreement:
    """Compare a text with what another extractor found, which may have the title among its words or not."""
    own, other, named = (_WORD.findall(text.lower()) for text in (ours, theirs, title))
    return Agreement(
        recall=_share(Counter(other), Counter([*named, *own])),
        precision=_share(Counter(own), Counter(other)),
        order=_share(Counter(pairwise(other)), Counter(pairwise(own))),
        words=len(other),
    )


def _share(wanted: Counter[T], there: Counter[T]) -> float:
    total = wanted.total()
    return (wanted & there).total() / total if total else 1.0


def read_by_other(path: Path) -> tuple[str, str] | None:
    """Return the name of another extractor and the text that it finds, or None where none here reads such a file."""
    for name, extract in _OTHERS:
        text = extract(path)
        if text is not None:
            return name, text
    return None


def _by_pdftotext(path: Path) -> str | None:
    return _output("pdftotext", "-q", str(path), "-") if path.suffix.lower() == ".pdf" else None


def _by_pandoc(path: Path) -> str | None:
    form = _MARKUP.get(path.suffix.lower())
    return _output("pandoc", "--sandbox", "--from", form, "--to", "plain", "--wrap=none", str(path)) if form else None


def _by_email(path: Path) -> str | None:
    if path.suffix.lower() != ".eml":
        return None
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    body = message.get_body(("plain", "html"))
    return None if body is None else f"{message['subject']}\n{body.get_content()}"


def _by_bytes(path: Path) -> str | None:
    return path.read_text("utf-8", "replace") if path.suffix.lower() in {".txt", ".text"} else None


def _output(program: str, *arguments: str) -> str | None:
    found = shutil.which(program)
    if found is None:
        return None
    try:
        done = subprocess.run([found, *arguments], check=True, capture_output=True, timeout=_SECONDS)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace")


_OTHERS: tuple[tuple[str, Callable[[Path], str | None]], ...] = (
    ("pdftotext", _by_pdftotext),
    ("pandoc", _by_pandoc),
    ("email", _by_email),
    ("its bytes", _by_bytes),
)


def measure(files: Sequence[Path]) -> Iterator[FileFigures]:
    """Read each file by Besa and by another extractor."""
    with Reader() as reader, progress("Reading", len(files)) as advance:
        for done, path in enumerate(files, 1):
            yield _measured(path, reader)
            advance(done, len(files))


def _measured(path: Path, reader: Reader) -> FileFigures:
    kind, begun = path.suffix.lower(), time.perf_counter()
    try:
        contents = [part.content for part in reader.parse(reader.load(path))]
    except ReadError as error:
        return FileFigures(str(path), kind, time.perf_counter() - begun, reason=str(error))
    seconds, other = time.perf_counter() - begun, read_by_other(path)
    title = contents[0].metadata.title
    compared = agreement("\n".join(each.text for each in contents), other[1], title) if other else None
    named = other[0] if other else ""
    return FileFigures(str(path), kind, seconds, named, compared, has_title=title not in {"", path.stem, path.name})


def table(figures: Sequence[FileFigures]) -> Iterator[str]:
    """Yield the lines of a table, a kind of file each."""
    yield "| kind | files | refused | beside | recall | precision | order | titles | seconds a file |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for kind in sorted({each.kind for each in figures}):
        own = [each for each in figures if each.kind == kind]
        read = [each for each in own if not each.reason]
        compared = [each.agreement for each in read if each.agreement is not None]
        others = ", ".join(sorted({each.other for each in read if each.other})) or "-"
        shares = [
            f"{sum(values) / len(values):.3f}" if values else "-"
            for values in (
                [each.recall for each in compared],
                [each.precision for each in compared],
                [each.order for each in compared],
                [float(each.has_title) for each in read],
                [each.seconds for each in read],
            )
        ]
        yield f"| {kind} | {len(own)} | {len(own) - len(read)} | {others} | {' | '.join(shares)} |"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.readers", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--worst", type=int, default=10, help="how many files with the lowest recall are named")
    parser.add_argument("--json", type=Path, help="write the figures of every file here")
    options = parser.parse_args()
    figures = list(measure(find_files([options.folder])))
    say("\n".join(table(figures)))
    compared = sorted((each for each in figures if each.agreement), key=_recall)
    for each in compared[: options.worst]:
        say(f"{_recall(each):.3f} {each.path}")
    if options.json:
        options.json.write_text(json.dumps([asdict(each) for each in figures], indent=1), "utf-8")


def _recall(each: FileFigures) -> float:
    return each.agreement.recall if each.agreement else 1.0


if __name__ == "__main__":
    main()
