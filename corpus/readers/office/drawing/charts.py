"""Charts: their titles and labels, and the data that the file keeps of them, a category a row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from corpus.readers.common.tables import clean_cell, format_number, labelled_lines
from corpus.readers.office.drawing.text import paragraph_text
from corpus.readers.office.names import C15, CX, A, C

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

_NAMES = {"title", "trendlineLbl", "dLbl", "dispUnitsLbl"}
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_DATE = re.compile(r"[dy]", re.IGNORECASE)
_EPOCH = datetime(1899, 12, 30)
_LAST_DAY = 2_958_465
_SHEET = re.compile(r"\A(?:'((?:[^']|'')+)'|([^'!]+))!")


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart says.

    Attributes:
        labels: Its title, those of its axes, and what else is written on it, each once.
        rows: Its data: a block a category, each value after the name of its series.
        sheets: The names of the sheets that its data are from.
    """

    labels: tuple[str, ...]
    rows: tuple[str, ...]
    sheets: frozenset[str]


def read_chart(root: etree._Element) -> Chart:
    """Return what a chart's part says, whatever the kind of chart."""
    if root.tag == f"{CX}chartSpace":
        return Chart(_once(_new_labels(root)), tuple(_new_rows(root)), _sheets(root, f"{CX}f"))
    series = list(root.iter(f"{C}ser"))
    names = [_series_name(each) for each in series]
    rows = tuple(row for plot in _plots(root) for row in _plot_rows(plot))
    labels = [*_labels(root), *(names if not rows else ())]
    return Chart(_once(labels), rows, _sheets(root, f"{C}f"))


def _once(labels: Iterator[str] | list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(label for label in labels if label))


def _sheets(root: etree._Element, tag: str) -> frozenset[str]:
    found = (_SHEET.match(each.text or "") for each in root.iter(tag))
    return frozenset((match[1] or match[2]).replace("''", "'") for match in found if match)


def _labels(root: etree._Element) -> Iterator[str]:
    for each in root.iter(*(f"{C}{name}" for name in sorted(_NAMES)), f"{C}trendline"):
        if each.tag == f"{C}trendline":
            yield clean_cell(each.findtext(f"{C}name") or "")
            continue
        tx = each.find(f"{C}tx")
        if tx is not None and not _is_deleted(each):
            yield _text_of(tx)
    for each in root.iter(f"{C15}dlblRangeCache"):
        yield from (clean_cell(value.text or "") for value in each.iter(f"{C}v"))


def _is_deleted(label: etree._Element) -> bool:
    deleted = label.find(f"{C}delete")
    return deleted is not None and deleted.get("val", "1") in ("1", "true")


def _text_of(tx: etree._Element) -> str:
    """Return a rich text on one line, or the cached value of the cell that it is taken from."""
    rich = " ".join(filter(None, (paragraph_text(each) for each in tx.iter(f"{A}p"))))
    return rich or clean_cell(" ".join(each.text or "" for each in tx.iter(f"{C}v")))


def _series_name(series: etree._Element) -> str:
    tx = series.find(f"{C}tx")
    return " ".join(_text_of(tx).split()) if tx is not None else ""


def _plots(root: etree._Element) -> list[etree._Element]:
    area = root.find(f"{C}chart/{C}plotArea")
    return [each for each in area if each.find(f"{C}ser") is not None] if area is not None else []


def _plot_rows(plot: etree._Element) -> Iterator[str]:
    """Yield the data of one plot; series that share their categories share the rows."""
    series = plot.findall(f"{C}ser")
    categories: dict[int, str] = {}
    for each in series:
        categories = {**_points(each, "cat", "xVal"), **categories}
    values = [_points(each, "val", "yVal") for each in series]
    sizes = [_points(each, "bubbleSize") for each in series]
    names = ["", *(name for each in series for name in (_series_name(each), ""))]
    for at in sorted(set(categories).union(*values, *sizes)):
        cells = [categories.get(at, "")]
        cells += [column.get(at, "") for both in zip(values, sizes, strict=True) for column in both]
        yield "\n".join(labelled_lines(cells, names))


def _points(series: etree._Element, *names: str) -> dict[int, str]:
    """Return the cached values of a series by their number; levels of categories are one name."""
    for name in names:
        source = series.find(f"{C}{name}")
        if source is None:
            continue
        code = next((each.text or "" for each in source.iter(f"{C}formatCode")), "")
        is_number = next(source.iter(f"{C}numCache", f"{C}numLit"), None) is not None
        found: dict[int, list[str]] = {}
        for point in source.iter(f"{C}pt"):
            value = clean_cell(point.findtext(f"{C}v") or "")
            shown = _number(value, point.get("formatCode", code)) if is_number else value
            if shown and (number := point.get("idx", "")).isdecimal():
                found.setdefault(int(number), []).append(shown)
        return {at: " ".join(reversed(levels)) for at, levels in found.items()}
    return {}


def _number(value: str, code: str) -> str:
    """Return a number as its format shows it: a share of a hundred, a day, or plain."""
    try:
        number = float(value)
    except ValueError:
        return value
    form = _QUOTED.sub("", code)
    if "%" in form:
        return f"{format_number(number * 100)}%"
    if _DATE.search(form) and "General" not in form and 1 <= number <= _LAST_DAY:
        return (_EPOCH + timedelta(days=int(number))).date().isoformat()
    return format_number(number)


def _new_labels(root: etree._Element) -> Iterator[str]:
    """Yield the titles of a chart of the newer kinds (waterfall, treemap ...), and the names of its series."""
    for each in root.iter(f"{CX}title", f"{CX}series"):
        tx = each.find(f"{CX}tx")
        if tx is not None:
            rich = " ".join(filter(None, (paragraph_text(found) for found in tx.iter(f"{A}p"))))
            yield rich or clean_cell(" ".join(found.text or "" for found in tx.iter(f"{CX}v")))


def _new_rows(root: etree._Element) -> Iterator[str]:
    for data in root.iter(f"{CX}data"):
        found: dict[int, list[str]] = {}
        for kind in ("strDim", "numDim"):
            for point in data.iterfind(f"{CX}{kind}/{CX}lvl/{CX}pt"):
                number, value = point.get("idx", ""), clean_cell(point.text or "")
                if number.isdecimal() and value:
                    found.setdefault(int(number), []).append(_number(value, "") if kind == "numDim" else value)
        yield from ("\n".join(found[at]) for at in sorted(found))
