"""The dated documents of a library along a line of time, as inline SVG: a mark a document, each a link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.formats.cited_works import parse_date
from bot.page.views.document import Opening
from bot.page.views.map import NO_MARK
from bot.wording.markup import as_html

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.page.views.map import Mark
    from bot.wording.labels import Labels

WIDTH, STEP, BASE, FOOT = 720.0, 17.0, 8.0, 26.0
TALL, DIGIT = 150.0, 7.5
"""Height of the highest bar, and width of a digit above one."""
BINS = 40
HIGHEST = 12
"""So many rows of documents stand above a stretch of time; of those that have no room, the number is said."""
TAB_STOPS = 60
"""With more dated documents than this, they are counted and not shown one by one."""
_UNITS = (1, 3, 12, 24, 60, 120, 300, 600, 1_200, 3_000)
"""Months."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A document with the date that it gives, (year,), (year, month) or (year, month, day)."""

    document: str
    title: str
    date: tuple[int, ...]

    @property
    def months(self) -> int:
        """Months since the year 0; January where only the year is known."""
        return 12 * self.date[0] + (self.date[1] - 1 if len(self.date) > 1 else 0)

    def __str__(self) -> str:
        return "-".join([f"{self.date[0]:04}", *(f"{part:02}" for part in self.date[1:])])


def dated(document: str, title: str, date: str | None) -> Dated | None:
    """Return the document with its date parsed; None if it gives no valid date."""
    parts = parse_date(date)
    if not parts or not parts[0]:
        return None
    if len(parts) > 1 and not 1 <= parts[1] <= 12:
        parts = parts[:1]
    return Dated(document, title, parts)


def unit_of(documents: Sequence[Dated]) -> int:
    """Return the months in one stretch of the line: the fewest that every date is precise enough for, and that fit."""
    months = [each.months for each in documents]
    least = 1 if all(len(each.date) > 1 for each in documents) else 12
    return next(unit for unit in _UNITS if unit >= least and max(months) // unit - min(months) // unit < BINS)


def timeline_svg(documents: Sequence[Dated], marks: Mapping[str, Mark], labels: Labels) -> str:
    """Render the timeline; nothing if no document has a date."""
    if not documents:
        return ""
    unit = unit_of(documents)
    bins: dict[int, list[Dated]] = {}
    for each in sorted(documents, key=lambda each: (each.months, each.date, each.title, each.document)):
        bins.setdefault(each.months // unit, []).append(each)
    first, last = min(bins), max(bins)
    wide = WIDTH / (last - first + 1)
    if len(documents) > TAB_STOPS:
        return _bars({at: len(each) for at, each in bins.items()}, unit, wide, labels)
    across = max(1, int(wide // STEP) - 1)
    most = max(map(len, bins.values()))
    rows = min(HIGHEST, -(-most // across)) + (most > HIGHEST * across)
    foot = BASE + rows * STEP
    columns = "".join(_column(bins[at], (at - first + 0.5) * wide, foot, across, marks, labels) for at in sorted(bins))
    return (
        f'<svg class="timeline" viewBox="0 0 {WIDTH:.0f} {foot + FOOT:.0f}" role="group" '
        f'aria-label="{labels.timeline}"><path class="axis" d="M0 {foot:.1f}H{WIDTH:.0f}"/>'
        f"{_axis(first, last, unit, wide, foot)}<g>{columns}</g></svg>"
    )


def _bars(counts: Mapping[int, int], unit: int, wide: float, labels: Labels) -> str:
    """Render how many documents are of each stretch of time."""
    first, last, most = min(counts), max(counts), max(counts.values())
    foot = BASE + FOOT + TALL
    bars = []
    for at, count in sorted(counts.items()):
        x, high = (at - first) * wide, max(2.0, TALL * count / most)
        words = labels.one_document if count == 1 else labels.documents.format(labels.number(count))
        until = "" if unit in (1, 12) else f"–{_name((at + 1) * unit - 1, unit)}"
        name = f"{_name(at * unit, unit)}{until} · {words}"
        bars.append(
            f'<g role="img" aria-label="{name}"><title>{name}</title><rect class="bar" x="{x + wide * 0.12:.1f}" '
            f'y="{foot - high:.1f}" width="{wide * 0.76:.1f}" height="{high:.1f}" rx="2"/>'
            f'<text x="{x + wide / 2:.1f}" y="{foot - high - 5:.1f}" aria-hidden="true">'
            f"{_short(count, wide, labels)}</text></g>"
        )
    return (
        f'<svg class="timeline" viewBox="0 0 {WIDTH:.0f} {foot + FOOT:.0f}" role="group" '
        f'aria-label="{labels.timeline}"><path class="axis" d="M0 {foot:.1f}H{WIDTH:.0f}"/>'
        f"{_axis(first, last, unit, wide, foot)}{''.join(bars)}</svg>"
    )


def _short(count: int, wide: float, labels: Labels) -> str:
    """Return the number above a bar, where it has room there."""
    written = labels.number(count)
    return written if len(written) * DIGIT <= wide else ""


def _column(
    documents: Sequence[Dated], x: float, foot: float, across: int, marks: Mapping[str, Mark], labels: Labels
) -> str:
    """Render the documents of one stretch of time, in rows from the line upwards, each `across` wide."""
    room = HIGHEST * across
    wide = min(across, len(documents))
    drawn = [
        _link(each, x + (at % across - (wide - 1) / 2) * STEP, foot - (at // across + 0.5) * STEP, marks)
        for at, each in enumerate(documents[:room])
    ]
    if len(documents) > room:
        drawn.append(
            f'<text class="rest" x="{x:.1f}" y="{foot - HIGHEST * STEP - 4:.1f}">'
            f"+{labels.number(len(documents) - room)}</text>"
        )
    return "".join(drawn)


def _link(each: Dated, x: float, y: float, marks: Mapping[str, Mark]) -> str:
    name = f"{as_html(each.title)} · {each}"
    mark = marks.get(each.document) or NO_MARK
    return (
        f'<a class="tone-{mark.colour}" data-shelved="{as_html(each.document)}" '
        f'href="{Opening(each.document).href()}" aria-label="{name}" '
        f'transform="translate({x:.1f} {y:.1f})"><title>{name}</title>'
        f'<circle class="reach" r="{STEP / 2:.1f}"/><use href="#mark-{mark.shape}"/></a>'
    )


def _axis(first: int, last: int, unit: int, wide: float, foot: float) -> str:
    """Render as many names of stretches below the line as have room: years at their beginning, or months."""
    every = max(1, -(-(last - first + 1) * (90 if unit < 12 else 60) // int(WIDTH)))
    named = range(first + (-first) % every if unit >= 12 else first, last + 1, every)
    return "".join(
        f'<text x="{(at - first + 0.5) * wide:.1f}" y="{foot + FOOT - 7:.1f}">{_name(at * unit, unit)}</text>'
        for at in named
    )


def _name(months: int, unit: int) -> str:
    year, month = divmod(months, 12)
    return f"{year:04}" if unit >= 12 else f"{year:04}-{month + 1:02}"
