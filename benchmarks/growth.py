"""How cost grows with a library: the exponent of the power of its size that fits best."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.results import Figure, Measured, once

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.results import Part

TITLE = "How cost grows with the number of passages (exponent 0: not at all, 1: as they do)"


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """The slope b of log cost = a + b · log size, by least squares. At least two different sizes, costs above zero."""
    if len(set(sizes)) < 2 or min(costs) <= 0:
        raise ValueError(f"no growth can be read from costs {list(costs)} at sizes {list(sizes)}")
    slope, _ = np.polyfit(np.log(sizes), np.log(costs), 1)
    return float(slope)


def growth(parts: Sequence[Part]) -> tuple[Measured, ...]:
    """A row for each figure that was measured at two sizes or more: its medians, smallest size first, and the fit."""
    found: dict[str, dict[int, Figure]] = {}
    for part in parts:
        for row in part.rows:
            for each in row.figures if row.size is not None else ():
                found.setdefault(f"{part.name}: {each.name}", {})[row.size or 0] = each
    return tuple(
        _grown(name, sorted(by_size.items()))
        for name, by_size in found.items()
        if len(by_size) > 1 and all(each.median > 0 for each in by_size.values())
    )


def _grown(name: str, by_size: Sequence[tuple[int, Figure]]) -> Measured:
    costs = [each.median for _, each in by_size]
    medians = [once(f"{size:,}", "", cost) for (size, _), cost in zip(by_size, costs, strict=True)]
    fitted = once("exponent", "", exponent([size for size, _ in by_size], costs))
    return Measured(f"{name} ({by_size[0][1].unit})", (*medians, fitted))
