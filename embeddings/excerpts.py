"""What is shown of a passage: the best one with what stands around it, the others without what was shown already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.documents import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corpus.document_store import StoredPassage

LONGEST = 1000
"""Characters of the first excerpt; only a passage that is longer by itself is shown longer."""
SHORTEST = 100
"""What is left of a passage is not shown when it has fewer characters."""


def grown_excerpt(
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


def unseen_part(passage: StoredPassage, shown: Span) -> Span | None:
    """What is left of a passage's span without the part of its document that was `shown`; None if hardly anything."""
    span = passage.passage.span
    if span.end <= shown.start or shown.end <= span.start:
        return span
    sentences = passage.passage.sentences
    left = [s for s in sentences if s.end <= shown.start] or [s for s in sentences if s.start >= shown.end]
    if not left or left[-1].end - left[0].start < SHORTEST:
        return None
    return Span(left[0].start, left[-1].end)
