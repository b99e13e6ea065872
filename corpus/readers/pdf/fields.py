"""Values of a form put beside their labels, so that both are read as one sentence. Pure arithmetic, in points."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from corpus.readers.pdf.printed_words import PdfWord

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence, Set

_BUCKET = 12.0
"""Points of a step in height by which words are looked up."""
_MAX_ABOVE = 30.0
"""Points between a field and a label above it."""
_MAX_BESIDE = 24.0
"""Points between a tick box and the label after it."""
_SLACK = 2.0
_USUAL_HEIGHT = 12.0

_Box = tuple[float, float, float, float]


class PageField(NamedTuple):
    """A field of a form, or free text, on the upright page: its rectangle, and what it says if nothing draws it."""

    box: _Box
    text: str
    is_tick: bool = False


@dataclasses.dataclass(slots=True)
class _Value:
    """The words of one field while they are gathered."""

    field: PageField
    words: list[PdfWord] = dataclasses.field(default_factory=list)


def put_values_beside_labels(
    words: Sequence[PdfWord], drawn: Sequence[PdfWord], fields: Sequence[PageField]
) -> list[PdfWord]:
    """Return the words of a page with the values of its fields after their labels.

    A label stands before its field in the same line, or else above it; that of a tick box after it.

    Args:
        words: The words of the page's own content.
        drawn: Its words after the fields were drawn into it.
        fields: Where the fields are.
    """
    values, added = [_Value(each) for each in fields], _added(words, drawn)
    loose = _share_out(added, values)
    printed = {word.text for word in added}
    rows = _by_height(words)
    after: dict[int, list[PdfWord]] = defaultdict(list)
    for value in sorted(values, key=lambda each: (-each.field.box[3], each.field.box[0])):
        placed = list(_printed(value, printed))
        if placed:
            at, label = _place(value.field, placed[0], words, rows)
            after[at] += _beside(label, placed, is_tick=value.field.is_tick)
    result = after.pop(-1, [])
    for at, word in enumerate(words):
        result.append(word)
        result += after.get(at, ())
    return result + loose


def _added(words: Iterable[PdfWord], drawn: Iterable[PdfWord]) -> list[PdfWord]:
    """Return the drawn words that the content does not have by itself."""
    known = Counter(map(_identity, words))
    added = []
    for word in drawn:
        identity = _identity(word)
        if known[identity]:
            known[identity] -= 1
        else:
            added.append(word)
    return added


def _identity(word: PdfWord) -> tuple[str, int, int]:
    return word.text, round(word.left), round(word.bottom)


def _share_out(added: Iterable[PdfWord], values: Sequence[_Value]) -> list[PdfWord]:
    """Give each word to the field in which it lies; return those that lie in none."""
    by_height: dict[int, list[_Value]] = defaultdict(list)
    for value in values:
        _, bottom, _, top = value.field.box
        for step in range(int(bottom // _BUCKET), min(int(top // _BUCKET), int(bottom // _BUCKET) + 200) + 1):
            by_height[step].append(value)
    loose = []
    for word in added:
        inside = [each for each in by_height[int((word.bottom + word.top) / 2 // _BUCKET)] if _holds(each, word)]
        if inside:
            min(inside, key=lambda each: _area(each.field.box)).words.append(word)
        else:
            loose.append(word)
    return loose


def _printed(value: _Value, printed: Set[str]) -> Iterator[PdfWord]:
    """Yield a field's words; what nothing draws, or only a sign, gets places in the field's rectangle."""
    texts = value.field.text.split()
    if not value.field.is_tick and (value.words or not printed.isdisjoint(texts)):
        yield from value.words
        return
    left, bottom, right, top = value.field.box
    height = min(top - bottom, _USUAL_HEIGHT)
    wide = (right - left) / max(len(texts), 1)
    for number, text in enumerate(texts):
        yield PdfWord(text, left + number * wide, bottom, left + (number + 0.9) * wide, top, bottom, height)


def _place(
    spot: PageField, first: PdfWord, words: Sequence[PdfWord], rows: dict[int, list[int]]
) -> tuple[int, PdfWord | None]:
    """Return the position after which a value goes (-1: before all), and its label in the same line if it has one."""
    left, _, right, top = spot.box
    same = [at for at in _near(rows, (first.bottom + first.top) / 2, _BUCKET) if _same_row(words[at], first)]
    behind = [at for at in same if right - _SLACK <= words[at].left <= right + _MAX_BESIDE]
    if spot.is_tick and behind:
        at = min(behind, key=lambda each: words[each].left)
        return at - 1, words[at]
    before = [at for at in same if words[at].right <= left + _SLACK]
    if before:
        at = max(before, key=lambda each: words[each].right)
        return at, words[at]
    over = [
        at
        for at in _near(rows, top + _MAX_ABOVE / 2, _MAX_ABOVE)
        if top - _SLACK <= words[at].base + words[at].height / 2 <= top + _MAX_ABOVE
        and words[at].left < right
        and words[at].right > left
    ]
    if over:
        lowest = min(words[at].base for at in over)
        return max(at for at in over if words[at].base < lowest + _SLACK), None
    above = [at for at, word in enumerate(words) if word.base >= top - _SLACK]
    return (min(above, key=lambda at: (words[at].base, -at)), None) if above else (-1, None)


def _beside(label: PdfWord | None, placed: list[PdfWord], *, is_tick: bool) -> list[PdfWord]:
    """Return a value's words, the first of them bound to the label in its line; a tick takes the label's band."""
    if label is None:
        return placed
    if is_tick:
        placed = [each._replace(base=label.base, height=label.height) for each in placed]
        return placed if label.left >= placed[-1].left else [placed[0]._replace(follows=True), *placed[1:]]
    return [placed[0]._replace(follows=True), *placed[1:]]


def _by_height(words: Sequence[PdfWord]) -> dict[int, list[int]]:
    rows: dict[int, list[int]] = defaultdict(list)
    for at, word in enumerate(words):
        rows[int((word.base + word.height / 2) // _BUCKET)].append(at)
    return rows


def _near(rows: dict[int, list[int]], height: float, reach: float) -> Iterator[int]:
    """Yield the positions of words within `reach` of a height, and some beyond."""
    for step in range(int((height - reach) // _BUCKET), int((height + reach) // _BUCKET) + 1):
        yield from rows.get(step, ())


def _same_row(one: PdfWord, other: PdfWord) -> bool:
    middle = (other.bottom + other.top) / 2
    return one.base - _SLACK <= middle <= one.base + one.height + _SLACK and not one.is_vertical


def _holds(value: _Value, word: PdfWord) -> bool:
    """Return True if a word touches the field's width, in its height; what is too wide for a field runs out of it."""
    left, bottom, right, top = value.field.box
    inside = bottom - _SLACK <= (word.bottom + word.top) / 2 <= top + _SLACK
    return inside and word.left <= right + _SLACK and left - _SLACK <= word.right


def _area(box: _Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
