"""Any folder of files read by Besa and by other extractors that are installed, and how far they agree.

    python -m benchmarks.readers FOLDER [--worst N] [--json FILE]
    python -m benchmarks.readers [--keep FOLDER]

The others: poppler's pdftotext for PDF; pandoc for what it reads; Python's own email for messages; for plain text its
bytes. None of them is the truth: where the figures are low, look at the file. Without a folder, files of every kind
are made from words that are known, and these are the truth: what falls below the gate ends with 1.

*recall*: the share of the other's words that Besa has too, each as often; *precision*: the share of Besa's words that
the other has; *order*: of the pairs of neighbouring words of the other, those that are neighbours in Besa's text.
Besa's words are those that can be found and shown: passages as they are read, without markup, and headings. *title*:
Besa has the one that is known, or one that is not just the name of the file.
"""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.readers.figures import mean, measure, measure_known, table
from bot.wording.terminal import say
from corpus.folders.discovery import find_files
from corpus.readers.ocr import recognition
from tests.support.known_files import known_files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.readers.figures import FileFigures

LEAST_RECALL, LEAST_PRECISION = 0.995, 0.99
"""The gate: means over all files that were made."""


def main() -> int:
    """Print the figures; return 1 if files that were made are refused, or read worse than the gate allows."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.readers", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="without it, files are made from known words")
    parser.add_argument("--keep", type=Path, help="where the files that are made stay")
    parser.add_argument("--worst", type=int, default=10, help="how many files with the lowest figures are named")
    parser.add_argument("--json", type=Path, help="write the figures of every file here")
    options = parser.parse_args()
    figures = list(measure(find_files([options.folder]))) if options.folder else _of_made_files(options.keep)
    say("\n".join(table(figures)))
    for each in sorted(figures, key=_lowest)[: options.worst]:
        say(f"{_lowest(each):.3f} {each.path} {each.reason}")
    if options.json:
        options.json.write_text(json.dumps([asdict(each) for each in figures], indent=1), "utf-8")
    return 0 if options.folder or _passes(figures) else 1


def _of_made_files(keep: Path | None) -> list[FileFigures]:
    """Make files of every kind that can be read here, and read them."""
    without = set() if recognition.is_installed() else {"OCR"}
    files = [each for each in known_files() if each.needs not in without]
    with nullcontext(str(keep)) if keep else TemporaryDirectory() as folder:
        return list(measure_known(files, Path(folder)))


def _passes(figures: Sequence[FileFigures]) -> bool:
    compared = [each.agreement for each in figures if each.agreement]
    return (
        len(compared) == len(figures)
        and mean([each.recall for each in compared]) >= LEAST_RECALL
        and mean([each.precision for each in compared]) >= LEAST_PRECISION
    )


def _lowest(each: FileFigures) -> float:
    """Return the lower of recall and precision; below those of all others for a file that was refused."""
    if each.reason:
        return -1.0
    return min(each.agreement.recall, each.agreement.precision) if each.agreement else 1.0


if __name__ == "__main__":
    sys.exit(main())
