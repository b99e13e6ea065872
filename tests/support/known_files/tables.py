"""Tables in text files: separated values, Markdown, reStructuredText, web pages."""

from __future__ import annotations

import csv
from html import escape
from io import StringIO
from typing import TYPE_CHECKING

from tests.support.known_files.known_file import KnownFile, rows
from tests.support.known_files.prose import paragraphs
from tests.support.known_files.sheets import NAMES, records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Rows = list[tuple[str, str, str, str]]


def table_files() -> Iterator[KnownFile]:
    """Make them, each a table between paragraphs, unless it is nothing but one."""
    for suffix, mark in (("csv", ","), ("tsv", "\t")):
        name = f"table.{suffix}"
        yield KnownFile("Tables in text", name, _separated(records(name), mark), rows(NAMES, *records(name)))
    semicolons = _separated(records("semicolons"), ";")
    yield KnownFile("Tables in text", "semicolons.csv", semicolons, rows(NAMES, *records("semicolons")))
    for name, write in _WRITERS.items():
        before, after = paragraphs(name, 2)
        text = write(records(name), before, after)
        says = "\n\n".join([before, rows(NAMES, *records(name)), after])
        yield KnownFile("Tables in text", name, text.encode(), says)
    yield KnownFile("Tables in text", "spans.html", *_spans())


def _separated(cells: Rows, mark: str) -> bytes:
    held = StringIO()
    csv.writer(held, delimiter=mark).writerows([NAMES, *cells])
    return held.getvalue().encode()


def _pipes(cells: Rows, before: str, after: str) -> str:
    lines = [NAMES, ("---",) * 4, *cells]
    return f"{before}\n\n" + "\n".join(f"| {' | '.join(each)} |" for each in lines) + f"\n\n{after}\n"


def _grid(cells: Rows, before: str, after: str) -> str:
    widths = [max(len(row[at]) for row in (NAMES, *cells)) for at in range(4)]
    rule = "+" + "+".join("-" * (width + 2) for width in widths) + "+"
    lines = [rule]
    for at, row in enumerate((NAMES, *cells)):
        lines.append("|" + "|".join(f" {cell:<{width}} " for cell, width in zip(row, widths, strict=True)) + "|")
        lines.append(rule if at else rule.replace("-", "="))
    return f"{before}\n\n" + "\n".join(lines) + f"\n\n{after}\n"


def _simple(cells: Rows, before: str, after: str) -> str:
    widths = [max(len(row[at]) for row in (NAMES, *cells)) for at in range(4)]
    rule = "  ".join("=" * width for width in widths)
    lines = ["  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)) for row in (NAMES, *cells)]
    return f"{before}\n\n" + "\n".join([rule, lines[0], rule, *lines[1:], rule]) + f"\n\n{after}\n"


def _list_table(cells: Rows, before: str, after: str) -> str:
    lines = [
        "\n".join(f"{'   * -' if not at else '     -'} {cell}" for at, cell in enumerate(row))
        for row in (NAMES, *cells)
    ]
    return f"{before}\n\n.. list-table::\n   :header-rows: 1\n\n" + "\n".join(lines) + f"\n\n{after}\n"


def _html(cells: Rows, before: str, after: str) -> str:
    head = "".join(f"<th>{each}</th>" for each in NAMES)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in cells)
    return (
        f"<!doctype html><html><head><title>Table</title></head><body><p>{before}</p>"
        f"<table><tr>{head}</tr>{body}</table><p>{after}</p></body></html>"
    )


_WRITERS: dict[str, Callable[[Rows, str, str], str]] = {
    "pipes.md": _pipes,
    "grid.rst": _grid,
    "simple.rst": _simple,
    "list-table.rst": _list_table,
    "table.html": _html,
}


def _spans() -> tuple[bytes, str]:
    """Cells that span rows, and names that span columns."""
    said = paragraphs("spans", 2)
    head = '<tr><th rowspan="2">Town</th><th colspan="2">Boats</th></tr><tr><th>old</th><th>new</th></tr>'
    body = '<tr><td rowspan="2">Kelva</td><td>12</td><td>40</td></tr><tr><td>13</td><td>41</td></tr>'
    page = f"<!doctype html><html><body><p>{said[0]}</p><table>{head}{body}</table><p>{said[1]}</p></body></html>"
    told = rows(("Town", "Boats old", "Boats new"), ("Kelva", "12", "40"), ("Kelva", "13", "41"))
    return page.encode(), "\n\n".join([said[0], told, said[1]])
