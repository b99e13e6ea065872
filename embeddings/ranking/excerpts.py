"""What is shown of a passage: the best one with what stands around it, of the others what is likely and new."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from corpus.documents import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corpus.store.stored_passages import StoredPassage

LONGEST_CHARACTERS = 1000
"""Characters of the first excerpt at most; only a passage that is longer by itself is shown longer."""
SHORTEST_CHARACTERS = 100
"""Characters that what is left of a passage must have to be shown."""
BRIEF_CHARACTERS = 200
"""Characters that a further excerpt keeps, however unlikely."""
LEAST_SHARE = 0.1
"""Share of the whole probability that a sentence at either end of a further excerpt has at least."""


def expand_excerpt(
    best: StoredPassage,
    around: Sequence[StoredPassage],
    probability: Callable[[Span], float],
    longest: int = LONGEST_CHARACTERS,
) -> Span:
    """Grow the span of `best`, sentence by sentence on the likelier side, up to `longest` characters.

    `around` are passages of the same section of the same document, in the order of the text; `probability` tells how
    likely a sentence is to answer, 0 where nobody knows. Of two equally likely ones the lower is taken.
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


def same_section(passage: StoredPassage, nearby: Sequence[StoredPassage]) -> list[StoredPassage]:
    """Return those of the `nearby` passages that are of the same section, and the same row or slide, as `passage`.

    `nearby` are passages by id, `passage` among them.
    """
    section = (passage.document, passage.passage.heading)
    inside = [near for near in nearby if (near.document, near.passage.heading) == section]
    starts = [near.id for near in inside if near.begins_place]
    first = max((id for id in starts if id <= passage.id), default=0)
    after = min((id for id in starts if id > passage.id), default=max((near.id for near in inside), default=0) + 1)
    return [near for near in inside if first <= near.id < after]


@dataclass(frozen=True, slots=True)
class FurtherExcerpt:
    """What is shown of a passage after the first excerpt, and the probability that the answer stands there."""

    span: Span
    probability: float


def further_excerpt(
    passage: StoredPassage, probabilities: Sequence[float], shown: Span | None = None
) -> FurtherExcerpt | None:
    """Choose what is shown of a passage without what was `shown` of its document; None if hardly anything is left.

    `probabilities` are those of its sentences. Unlikely sentences are left out at either end, down to
    BRIEF_CHARACTERS.
    """
    sentences, span = passage.passage.sentences, passage.passage.span
    rows = list(zip(sentences, probabilities, strict=False))
    if shown and shown.start < span.end and span.start < shown.end:
        above = [row for row in rows if row[0].end <= shown.start]
        rows = above or [row for row in rows if row[0].start >= shown.end]
        if not rows or rows[-1][0].end - rows[0][0].start < SHORTEST_CHARACTERS:
            return None
    elif not rows:
        return FurtherExcerpt(span, sum(probabilities))
    kept = _without_unlikely_ends(rows)
    whole = kept == list(zip(sentences, probabilities, strict=False))
    found = span if whole else Span(kept[0][0].start, kept[-1][0].end)
    return FurtherExcerpt(found, sum(probability for _, probability in kept))


def snippet_score(excerpt: FurtherExcerpt) -> float:
    """Divide the probability by the square root of the length in units of BRIEF_CHARACTERS, if it is longer.

    One who reads on finds the answer sooner in a short excerpt than in a long one that is as likely to hold it.
    """
    length = excerpt.span.end - excerpt.span.start
    return excerpt.probability / sqrt(max(1.0, length / BRIEF_CHARACTERS))


def _without_unlikely_ends(rows: Sequence[tuple[Span, float]]) -> list[tuple[Span, float]]:
    """Drop sentences at either end that have hardly any share of the probability, the least likely first."""
    kept = list(rows)
    least = LEAST_SHARE * sum(probability for _, probability in kept)
    likeliest = max(probability for _, probability in kept)
    while len(kept) > 1:
        end = 0 if kept[0][1] < kept[-1][1] else -1
        sentence, probability = kept[end]
        length = kept[-1][0].end - kept[0][0].start - (sentence.end - sentence.start)
        if probability >= min(least, likeliest) or length < BRIEF_CHARACTERS:
            break
        kept.pop(end)
    return kept
