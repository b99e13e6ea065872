"""Parts as Markdown tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.results import Figure, Measured, Part

_MISSING = "–"
_WIDEST = 100
"""Characters of all names beside each other."""


def tables(part: Part) -> str:
    """A heading, a table for each group, the conditions. Two numbers in a cell: the median, the 95th percentile."""
    groups = dict.fromkeys(row.group for row in part.rows)
    found = [table([row for row in part.rows if row.group == group], group) for group in groups]
    return "\n\n".join([f"### {part.title}", *found, _conditions(part)]) + "\n"


def table(rows: Sequence[Measured], corner: str = "") -> str:
    """A row for each subject, or a column where the figures' names are too long to stand side by side.

    What is missing is said below.
    """
    measured = [row for row in rows if row.missing is None]
    names = list(dict.fromkeys(_label(figure) for row in measured for figure in row.figures))
    cells = [[corner, *names], *([row.subject, *_cells(row, names)] for row in measured)]
    if len("".join(names)) > _WIDEST:
        cells = [list(column) for column in zip(*cells, strict=True)]
    lines = [_line(cells[0]), f"|---|{'---:|' * (len(cells[0]) - 1)}", *map(_line, cells[1:])] if measured else []
    absent = "  \n".join(f"{row.subject}: {row.missing}" for row in rows if row.missing is not None)
    return "\n\n".join(filter(None, ["\n".join(lines), absent]))


def number(value: float) -> str:
    """Three digits or so, however large it is."""
    size = abs(value)
    digits = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    return f"{value:,.{digits}f}"


def _cells(row: Measured, names: Sequence[str]) -> list[str]:
    found = {_label(figure): _cell(figure) for figure in row.figures}
    return [found.get(name, _MISSING) for name in names]


def _cell(figure: Figure) -> str:
    return number(figure.median) + (f" · {number(figure.p95)}" if figure.p95 is not None else "")


def _label(figure: Figure) -> str:
    return f"{figure.name} ({figure.unit})" if figure.unit else figure.name


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(each.replace('|', chr(92) + '|') for each in cells)} |"


def _conditions(part: Part) -> str:
    on = part.conditions
    load = " to ".join(f"{each:g}" for each in on.load) or "unknown"
    return f"{on.date}, {on.cores} cores ({on.processor}), load {load}."
