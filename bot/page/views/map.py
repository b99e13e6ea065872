"""The map of a library's passages as inline SVG: a passage a point that links to its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.page.views.document import Opening
from bot.wording.markup import as_html

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.wording.labels import Labels
    from embeddings.map.passage_map import MapDrawing, MapPoint

WIDTH, HEIGHT, MARGIN = 720.0, 480.0, 26.0
COLOURS = 8
MANY = 400
"""Points from which on they are drawn small."""
NAMED = 2
"""Words of a cluster that stand on the map; the list of clusters has them all."""
_APART = 30.0
_ROUNDS = 60
_SHAPES = {
    "circle": '<circle r="4.4"/>',
    "square": '<rect x="-4" y="-4" width="8" height="8"/>',
    "triangle": '<path d="M0-5.6 5.4 4-5.4 4Z"/>',
    "diamond": '<path d="M0-5.8 5.8 0 0 5.8-5.8 0Z"/>',
    "cross": '<path d="M-5-1.6H-1.6V-5H1.6V-1.6H5V1.6H1.6V5H-1.6V1.6H-5Z"/>',
}
_DRAWN = {
    "circle": "h0",
    "square": "m-4-4h8v8h-8z",
    "triangle": "m0-5.6 5.4 9.6-10.8 0z",
    "diamond": "m0-5.8 5.8 5.8-5.8 5.8-5.8-5.8z",
    "cross": "m-5-1.6h3.4v-3.4h3.2v3.4h3.4v3.2h-3.4v3.4h-3.2v-3.4h-3.4z",
}
"""The same shapes around a point of a path, in steps from there."""
_NAMES = tuple(_SHAPES)
MARKED = COLOURS * len(_NAMES)
"""Documents that have a mark of their own; in a larger library, what is alike has a colour instead."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How a document's points look: a colour and, where these do not suffice, a shape."""

    colour: int
    shape: str

    @classmethod
    def of(cls, number: int) -> Mark:
        """Return the mark of the document with this number, which keeps it while others are added."""
        return cls(number % COLOURS, _NAMES[number // COLOURS % len(_NAMES)])


NO_MARK = Mark(0, "circle")


def shapes_svg() -> str:
    """Render the shapes that the list and the timeline use; they stand once on a page, before these."""
    shapes = "".join(f'<g id="mark-{name}">{shape}</g>' for name, shape in _SHAPES.items())
    return f'<svg class="shapes" width="0" height="0" aria-hidden="true"><defs>{shapes}</defs></svg>'


def map_svg(drawn: MapDrawing, titles: Mapping[str, str], marks: Mapping[str, Mark], labels: Labels) -> str:
    """Render the map: a path for all points that look the same, so that thousands of them are few elements.

    Without `marks`, the points of a cluster look the same. The page's script tells which point is under the pointer or
    the focus; the tab key stops at the map as a whole, and at each found point.
    """
    alike: dict[tuple[str, str], list[MapPoint]] = {}
    for point in drawn.points:
        if point.document in titles:
            alike.setdefault(_look(point, marks), []).append(point)
    paths = "".join(_points(tone, shape, points) for (tone, shape), points in alike.items())
    names = "".join(
        f'<text class="cluster" data-cluster="{number}" x="{MARGIN + each.x * (WIDTH - 2 * MARGIN):.1f}" '
        f'y="{MARGIN + each.y * (HEIGHT - 2 * MARGIN):.1f}" dy="-.6em">{as_html(" · ".join(each.words[:NAMED]))}</text>'
        for number, each in enumerate(drawn.clusters)
        if each.words
    )
    numbers = "".join(_found(drawn.found, titles, labels))
    many = " many" if len(drawn.points) > MANY else ""
    return (
        f'<svg class="map{many}" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="application" tabindex="0" data-map="" '
        f'aria-label="{labels.map}" aria-describedby="map-keys"><g aria-hidden="true">{paths}{names}</g>{numbers}</svg>'
        f'<p id="map-keys" class="meta">{labels.map_keys}</p>'
    )


def clusters_html(drawn: MapDrawing, marked: bool, labels: Labels) -> str:
    """List the clusters by their words, each a button that brings its points out; nothing where there are none."""
    items = "".join(
        f'<li><button type="button" data-cluster="{number}"{"" if marked else f" class=tone-{number % COLOURS}"}>'
        f'<bdi>{as_html(", ".join(each.words))}</bdi> <span class="number">{labels.number(each.points)}</span>'
        "</button></li>"
        for number, each in enumerate(drawn.clusters)
        if each.words
    )
    name = labels.subjects
    return f'<ul class="subjects" role="list" aria-label="{name}">{items}</ul>' if items else ""


def _look(point: MapPoint, marks: Mapping[str, Mark]) -> tuple[str, str]:
    if mark := marks.get(point.document):
        return f"tone-{mark.colour}", mark.shape
    return ("tone-none" if point.cluster < 0 else f"tone-{point.cluster % COLOURS}"), "circle"


def _points(tone: str, shape: str, points: Sequence[MapPoint]) -> str:
    """Render points of one look; a circle is the round end of a line of no length."""
    places = "".join(f"M{x:.1f} {y:.1f}{_DRAWN[shape]}" for x, y in map(_at, points))
    numbers, clusters = (
        " ".join(map(str, each)) for each in zip(*((p.passage, p.cluster) for p in points), strict=True)
    )
    dots = " dots" if shape == "circle" else ""
    return f'<path class="points{dots} {tone}" data-passages="{numbers}" data-clusters="{clusters}" d="{places}"/>'


def _found(found: Sequence[MapPoint | None], titles: Mapping[str, str], labels: Labels) -> list[str]:
    there = [(number, each) for number, each in enumerate(found, 1) if each is not None]
    shown = spread([_at(each) for _, each in there])
    drawn = []
    for (number, each), (x, y) in zip(there, shown, strict=True):
        at_x, at_y = _at(each)
        name = as_html(labels.found_point.format(number, titles.get(each.document, "")))
        drawn.append(
            f'<a class="found" href="{_href(each)}" aria-label="{name}"><title>{name}</title>'
            f'<path d="M{at_x:.1f} {at_y:.1f}L{x:.1f} {y:.1f}"/>'
            f'<circle class="there" cx="{at_x:.1f}" cy="{at_y:.1f}" r="3.2"/>'
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="13"/>'
            f'<text x="{x:.1f}" y="{y:.1f}" dy=".35em">{number}</text></a>'
        )
    return drawn


def spread(places: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Push the numbers of found points apart, within the drawing, so that none hides another."""
    shown = [list(each) for each in places]
    for _ in range(_ROUNDS):
        for first in range(len(shown)):
            for second in range(first + 1, len(shown)):
                _push_apart(shown[first], shown[second])
    return [(x, y) for x, y in shown]


def _push_apart(one: list[float], other: list[float]) -> None:
    across, down = other[0] - one[0], other[1] - one[1]
    apart = (across * across + down * down) ** 0.5
    if apart >= _APART:
        return
    across, down = (across / apart, down / apart) if apart > 0.01 else (0.8, 0.6)
    push = (_APART - apart) / 2
    for place, sign in ((one, -push), (other, push)):
        place[0] = min(max(place[0] + sign * across, 14.0), WIDTH - 14.0)
        place[1] = min(max(place[1] + sign * down, 14.0), HEIGHT - 14.0)


def _at(point: MapPoint) -> tuple[float, float]:
    return MARGIN + point.x * (WIDTH - 2 * MARGIN), MARGIN + point.y * (HEIGHT - 2 * MARGIN)


def _href(point: MapPoint) -> str:
    return Opening(point.document, point.span).href()
