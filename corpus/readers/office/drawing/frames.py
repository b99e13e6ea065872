"""What a drawing points to: a chart or a diagram in a part of its own, each read once in a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.readers.office.drawing.charts import Chart, read_chart
from corpus.readers.office.drawing.diagrams import diagram_paragraphs
from corpus.readers.office.drawing.text import blocks, paragraph_text
from corpus.readers.office.names import CDR, CX, DGM, A, C
from corpus.readers.office.package import BROKEN, relation_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from corpus.readers.office.package import OfficePackage

FRAMES = frozenset({f"{C}chart", f"{CX}chart", f"{DGM}relIds"})
"""Elements that stand for a chart or diagram."""
_NOTHING = Chart((), (), frozenset())


class Frames:
    """The charts and diagrams of one document. One that is odd or damaged says nothing, and costs nothing else."""

    def __init__(self, package: OfficePackage) -> None:
        self._package = package
        self._seen: set[str] = set()

    def chart(self, frame: etree._Element, part: str) -> Chart:
        """Return what the chart says that `frame`, an element in `part`, stands for; nothing the second time."""
        name = self._once(part, relation_id(frame))
        root = self._package.parse_or_none(name)
        if name is None or root is None:
            return _NOTHING
        try:
            chart = read_chart(root)
        except BROKEN:
            return _NOTHING
        return Chart((*chart.labels, *self._drawn_on(name)), chart.rows, chart.sheets)

    def diagram(self, frame: etree._Element, part: str) -> list[str]:
        """Return the text of a diagram as blocks; nothing the second time."""
        root = self._package.parse_or_none(self._once(part, relation_id(frame, "dm")))
        return list(blocks(diagram_paragraphs(root), bulleted=True)) if root is not None else []

    def labels_and_rows(self, frame: etree._Element, part: str) -> tuple[list[str], list[str]]:
        """Return the blocks that a frame stands for, and the rows of a chart's data."""
        if frame.tag == f"{DGM}relIds":
            return self.diagram(frame, part), []
        chart = self.chart(frame, part)
        return list(chart.labels), list(chart.rows)

    def _drawn_on(self, chart: str) -> Iterator[str]:
        """Yield the text of the shapes that are drawn on a chart."""
        for name in self._package.targets(chart, "chartUserShapes"):
            root = self._package.parse_or_none(name)
            for body in root.iter(f"{CDR}txBody") if root is not None else ():
                yield from filter(None, map(paragraph_text, body.iter(f"{A}p")))

    def _once(self, part: str, relation: str | None) -> str | None:
        name = self._package.target(part, relation)
        if name is None or name in self._seen:
            return None
        self._seen.add(name)
        return name
