"""Spreadsheets: the values that a person sees, row by row. The only file that imports openpyxl."""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from contextlib import closing
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.escape import unescape
from openpyxl.utils.exceptions import InvalidFileException

from corpus.documents import Content, Metadata, Span
from corpus.errors import DamagedFile, EmptyFile, TooLarge
from corpus.readers.common.metadata import line_or_none, title_from
from corpus.readers.common.tables import Row, Tables, number, tidy
from corpus.readers.common.zip_package import check_package
from corpus.readers.options import DEFAULTS, ReadOptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LAST_ROW = 1_048_576
"""A sheet cannot have more."""
_MOST_CELLS = 20_000_000
"""Of one sheet, with the empty ones between others: a row of one cell in column XFD has 16,384."""
_PLACEHOLDER_AUTHOR = "openpyxl"
_MERGED = re.compile(rb'<(?:\w{1,20}:)?mergeCell\s[^>]{0,100}?ref="([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})"')
_MINUTE = 60
_BROKEN = "this is no sound XLSX file; open it in Excel or LibreOffice and save it as XLSX again"
_ERRORS = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    OverflowError,
    EOFError,
    OSError,
)
"""What openpyxl raises on files that are not what they say; XML errors are SyntaxErrors."""


def read_xlsx(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Content:
    """The sheets in their order. A hidden one is read too, and called that: a person has to unhide it to look.

    What is hidden from the menus as well ("very hidden") is some program's own and is left out, as are formulas
    whose value the file does not hold.
    """
    check_package(data)
    tables = Tables()
    try:
        with warnings.catch_warnings(action="ignore"), closing(_opened(data)) as book:
            sheets = [sheet for sheet in book.worksheets if sheet.sheet_state != "veryHidden"]
            for sheet in sheets:
                tables.add(_rows(sheet), _name(sheet, alone=len(sheets) == 1))
            properties = book.properties
            title, author, created = properties.title, properties.creator, properties.created
    except _ERRORS as error:
        raise DamagedFile(_BROKEN) from error
    if not tables.places:
        raise EmptyFile("its sheets hold no values; open it in Excel or LibreOffice, check it and save it anew")
    return Content(
        text=tables.blocks.text,
        metadata=_metadata(title, author, created, path),
        media_type=options.media_type,
        body=Span(0, tables.blocks.length),
        headings=tables.blocks.headings,
        places=tables.places,
    )


def _opened(data: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)


def _name(sheet: Any, *, alone: bool) -> str:
    hidden = " (hidden sheet)" if sheet.sheet_state == "hidden" else ""
    return "" if alone and not hidden else f"{line_or_none(sheet.title) or 'Sheet'}{hidden}"


def _rows(sheet: Any) -> Iterator[Row]:
    """The rows that hold something. What a sheet claims as its size is not believed."""
    sheet.reset_dimensions()
    spread = _Spread(_merged(sheet))
    cells = 0
    for at, row in enumerate(sheet.iter_rows(), start=1):
        cells += len(row)
        if at > _LAST_ROW:
            raise DamagedFile(_BROKEN)
        if cells > _MOST_CELLS:
            raise TooLarge(
                f"its sheet {line_or_none(sheet.title)} spans more than {_MOST_CELLS:,} cells; "
                "move what matters to a smaller one"
            )
        values = [_shown(cell) for cell in row]
        if any(values):
            yield Row(at, tuple(spread.over(at, values)))


class _Spread:
    """Writes a cell that is merged with those below it into each of their rows, where a person sees it too.

    One that is merged to the right, as titles are, stands once.
    """

    def __init__(self, ranges: Iterable[tuple[int, int, int]]) -> None:
        """`ranges` are of (first row, last row, column)."""
        self._coming = sorted(ranges, reverse=True)
        self._open: dict[int, tuple[int, str]] = {}

    def over(self, row: int, values: list[str]) -> list[str]:
        while self._coming and self._coming[-1][0] <= row:
            first, last, column = self._coming.pop()
            if first == row and column < len(values):
                self._open[column] = (last, values[column])
        self._open = {column: (last, value) for column, (last, value) in self._open.items() if row <= last}
        for column, (_, value) in self._open.items():
            values += [""] * (column + 1 - len(values))
            values[column] = values[column] or value
        return values


def _merged(sheet: Any) -> set[tuple[int, int, int]]:
    """What is merged over several rows. Reading row by row, openpyxl does not tell."""
    with sheet.parent._archive.open(sheet._worksheet_path) as part:
        found = _MERGED.findall(part.read())
    ranges = ((coordinate_to_tuple(a.decode()), coordinate_to_tuple(b.decode())) for a, b in found)
    return {(top, bottom, left - 1) for (top, left), (bottom, _) in ranges if top < bottom}


def _shown(cell: Any) -> str:
    """The value of a cell as text; nothing for an error such as #REF!."""
    value = cell.value
    match value:
        case None:
            return ""
        case str():
            return "" if cell.data_type == "e" else tidy(unescape(value) if "_x" in value else value)
        case bool():
            return str(value).upper()
        case int() | float():
            return f"{number(value * 100)}%" if "%" in cell.number_format else number(value)
        case datetime() | time() | date():
            return _moment(value)
        case timedelta():
            return _duration(value)
    return tidy(str(value))


def _moment(value: datetime | date | time) -> str:
    """ISO: 2020-01-04, 10:30 or 2020-01-04 10:30, seconds only where there are some."""
    if isinstance(value, datetime):
        value = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
        return value.date().isoformat() if value.time() == time() else f"{value.date()} {_moment(value.time())}"
    if isinstance(value, time):
        return value.isoformat("seconds" if value.second else "minutes")
    return value.isoformat()


def _duration(value: timedelta) -> str:
    minutes, seconds = divmod(round(value.total_seconds()), _MINUTE)
    hours, minutes = divmod(minutes, _MINUTE)
    return f"{hours}:{minutes:02}:{seconds:02}"


def _metadata(title: object, author: object, created: object, path: str) -> Metadata:
    writer = line_or_none(author)
    return Metadata(
        title=line_or_none(title) or title_from(path),
        author=None if writer == _PLACEHOLDER_AUTHOR else writer,
        date=created.date().isoformat() if isinstance(created, datetime) else None,
    )
