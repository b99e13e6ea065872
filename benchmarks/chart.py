"""The README's picture of the figures: bars in SVG, for light and dark pages."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from benchmarks.peers.compare import A_QUESTION
from benchmarks.start import TIME
from benchmarks.tables import number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.results import Measured, Part

OWN = "esa"
"""What the names of Besa's own bars have in them."""
_WIDTH, _LABEL, _BAR, _LINE, _GAP = 1000, 270, 165, 24, 34
_STYLE = """
    text { font: 13px system-ui, sans-serif; fill: #1f2933 } .head { font-weight: 600 }
    .bar { fill: #9aa4b2 } .own { fill: #3f7d63 }
    @media (prefers-color-scheme: dark) { text { fill: #e4e7eb } .bar { fill: #616e7c } .own { fill: #5fb08c } }
  """

Panel = tuple[str, "Mapping[str, float]"]
"""A title, and a value for each name."""


def chart(parts: Sequence[Part]) -> str | None:
    """An SVG of the peers' answers and costs and of the start, two panels a row; None where neither was measured."""
    panels = [panel for name in ("peers", "start") for part in parts if part.name == name for panel in _panels(part)]
    if not panels:
        return None
    drawn, top = [], 0
    for first in range(0, len(panels), 2):
        row = panels[first : first + 2]
        drawn += [_panel(panel, column * (_WIDTH // 2), top) for column, panel in enumerate(row)]
        top += max(len(values) for _, values in row) * _LINE + _GAP + _LINE
    said = escape("; ".join(title for title, _ in panels))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {top}" role="img" aria-label="{said}">'
    return "\n".join([head, f"  <style>{_STYLE}</style>", *drawn, "</svg>"]) + "\n"


def _panels(part: Part) -> Iterator[Panel]:
    if part.name == "start":
        yield "Seconds to the first answer", _values(part.rows, TIME)
    for group in dict.fromkeys(row.group for row in part.rows) if part.name == "peers" else ():
        rows = [row for row in part.rows if row.group == group and row.missing is None]
        if rows:
            about = group.partition(" (")[0]
            yield f"{about}: the first excerpt holds the answer", _values(rows, "hit@1")
            yield f"{about}: found within 1,000 characters", _values(rows, "within@1000")
            yield f"{about}: milliseconds a question", _values(rows, A_QUESTION)
            yield f"{about}: MB of memory", _values(rows, "most memory")


def _values(rows: Sequence[Measured], name: str) -> dict[str, float]:
    return {row.subject: figure.median for row in rows for figure in row.figures if figure.name == name}


def _panel(panel: Panel, left: int, top: int) -> str:
    title, values = panel
    most = max(values.values()) or 1.0
    lines = [f'  <text class="head" x="{left}" y="{top + 16}">{escape(title)}</text>']
    for line, (name, value) in enumerate(values.items(), 1):
        y, width = top + line * _LINE + 6, max(1, round(_BAR * value / most))
        kind = "own" if OWN in name else "bar"
        lines += [
            f'  <text x="{left}" y="{y + 12}">{escape(name.replace("`", ""))}</text>',
            f'  <rect class="{kind}" x="{left + _LABEL}" y="{y}" width="{width}" height="15" rx="2"/>',
            f'  <text x="{left + _LABEL + width + 6}" y="{y + 12}">{number(value)}</text>',
        ]
    return "\n".join(lines)
