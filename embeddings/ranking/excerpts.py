"""What is shown of a passage: the best one with what stands around it, of the others what is likely and new."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from corpus.documents import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corpus.store.stored_passages import StoredPassage

LONGEST = 1000
"""Characters of the first excerpt; only a passage that is longer by itself is shown longer."""
SHORTEST = 100
"""What is left of a passage is not shown when it has fewer characters."""
BRIEF = 200
"""Characters that a further excerpt keeps, however unlikely."""
UNLIKELY = 0.1
"""The share of the whole that a sentence at either end of a further excerpt has at least."""


def expand_excerpt(
    best: StoredPassage, around: Sequence[StoredPassage], probability: Callable[[Span], float], longest: int = LONGEST
) -> Span:
    """The span of `best`, grown sentence by sentence on the likelier side for as long as it has room.

    `around` are passages of the same section of the same document, in the order of the text; `probability` tells how
    likely a sentence is to answer, 0 where nobody knows. As likely ones are taken from below.
    """
    span = best.passage.span
    sentences = [sentence for passage in around for sentence in passage.passage.sentences]
    above = [sentence for sentence in reversed(sentences) if sentence.end <= span.start]
    below = [sentence for sentence in sentences if sentence.start >= span.end]
    while True:
        upward = above[0] if above and span.end - above[0].start <= longest else None
        downward = below[0] if below and below[0].end - span.start <= longest else None
        if downward and (upward is None or probability(downward) >= probability(upward)):
            span = Span(span.start, below.pop(0).end)
        elif upward:
            span = Span(above.pop(0).start, span.end)
        else:
            return span


@dataclass(frozen=True, slots=True)
class FurtherExcerpt:
    """What is shown of a passage after the first excerpt, and the probability that the answer stands there."""

    span: Span
    probability: float


def further_excerpt(
    passage: StoredPassage, probabilities: Sequence[float], shown: Span | None = None
) -> FurtherExcerpt | None:
    """What is left of a passage without the part of its document that was `shown`; None if hardly anything.

    `probabilities` are those of its sentences. Unlikely sentences are left out at either end, but for BRIEF characters.
    """
    sentences, span = passage.passage.sentences, passage.passage.span
    rows = list(zip(sentences, probabilities, strict=False))
    if shown and shown.start < span.end and span.start < shown.end:
        above = [row for row in rows if row[0].end <= shown.start]
        rows = above or [row for row in rows if row[0].start >= shown.end]
        if not rows or rows[-1][0].end - rows[0][0].start < SHORTEST:
            return None
    elif not rows:
        return FurtherExcerpt(span, sum(probabilities))
    kept = _without_unlikely_ends(rows)
    whole = kept == list(zip(sentences, probabilities, strict=False))
    found = span if whole else Span(kept[0][0].start, kept[-1][0].end)
    return FurtherExcerpt(found, sum(probability for _, probability in kept))


def snippet_score(excerpt: FurtherExcerpt) -> float:
    """The probability, divided by the square root of the length in units of BRIEF where it is longer.

    One who reads on finds the answer sooner in a short excerpt than in a long one that is as likely to hold it.
    """
    length = excerpt.span.end - excerpt.span.start
    return excerpt.probability / sqrt(max(1.0, length / BRIEF))


def _without_unlikely_ends(rows: Sequence[tuple[Span, float]]) -> list[tuple[Span, float]]:
    """Sentences with their probabilities, without those at either end that have hardly any share, the least first."""
    kept = list(rows)
    least = UNLIKELY * sum(probability for _, probability in kept)
    likeliest = max(probability for _, probability in kept)
    while len(kept) > 1:
        end = 0 if kept[0][1] < kept[-1][1] else -1
        sentence, probability = kept[end]
        length = kept[-1][0].end - kept[0][0].start - (sentence.end - sentence.start)
        if probability >= min(least, likeliest) or length < BRIEF:
            break
        kept.pop(end)
    return kept
