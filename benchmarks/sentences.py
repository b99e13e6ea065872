"""Measure how texts are divided into sentences, on sets written for it: `python -m benchmarks.sentences`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.documents import Span
from corpus.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

SETS = Path(__file__).parents[1] / "tests" / "data" / "sentences"
"""A file a language, and one of the same name in `held_out`, which no rule was made from; README.md tells the form."""
LANGUAGES = ("de", "fr", "sq", "ru", "it", "es", "en", "zh_ja", "other")
_NOT_SPACED = "zh_ja"
_LINE = re.compile(r"(?:\{(?P<marker>[^}]*)\})?(?P<sentence>[^⏎{].*?)(?P<broken>⏎?)")


@dataclass(frozen=True, slots=True)
class Case:
    """A text, the language that it is in (None where its file holds several), and where its sentences stand."""

    text: str
    language: str | None
    expected: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Cases, those with all sentences right, and the F1 of the sentences' ends."""

    cases: int
    right: int
    f1: float


def read_cases(path: Path) -> list[Case]:
    """Return the cases of a file, in order. Raises ValueError for a line that is no sentence."""
    gap = "" if path.stem == _NOT_SPACED else " "
    language = path.stem if len(path.stem) == 2 else None
    return [_case(block.splitlines(), language, gap) for block in re.split(r"\n{2,}", path.read_text("utf-8").strip())]


def measure(cases: Sequence[Case], divide: Callable[[Case], Sequence[Span]]) -> Figures:
    """Return how right `divide` is, which returns the sentences of a case."""
    found = [tuple(divide(case)) for case in cases]
    right = sum(spans == case.expected for spans, case in zip(found, cases, strict=True))
    common = ends = 0
    for spans, case in zip(found, cases, strict=True):
        common += len({span.end for span in spans} & {span.end for span in case.expected})
        ends += len(spans) + len(case.expected)
    return Figures(len(cases), right, 2 * common / max(1, ends))


def divide(case: Case) -> list[Span]:
    """Return the sentences that Besa finds in a case."""
    return sentences(case.text, Span(0, len(case.text)), case.language)


def report(divide: Callable[[Case], Sequence[Span]] = divide) -> Iterator[str]:
    """Yield the lines of a table: for each language the half that rules may be made from, and the one held out."""
    yield "| language | cases | right | F1 | held out | right | F1 |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for language in LANGUAGES:
        halves = [SETS / f"{language}.txt", SETS / "held_out" / f"{language}.txt"]
        figures = [measure(read_cases(path), divide) for path in halves]
        cells = (f"{each.cases} | {each.right} | {each.f1:.3f}" for each in figures)
        yield f"| {language} | {' | '.join(cells)} |"


def _case(lines: Sequence[str], language: str | None, gap: str) -> Case:
    text = ""
    spans = []
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None:
            raise ValueError(f"not a sentence: {line!r}")
        marker = match["marker"] or ""
        text += ("\n" if marker and text[-1:] != "\n" else "" if text[-1:] in ("", "\n") else gap) + marker
        sentence = match["sentence"].replace("⏎", "\n")
        spans.append(Span(len(text), len(text) + len(sentence)))
        text += sentence + ("\n" if match["broken"] else "")
    return Case(text, language, tuple(spans))


if __name__ == "__main__":
    print("\n".join(report()))
