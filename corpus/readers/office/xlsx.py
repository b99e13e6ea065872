"""Spreadsheets: the values that a person sees, row by row, and what stands beside them.

The only file that imports openpyxl.
"""

from __future__ import annotations

import re
import warnings
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.escape import unescape
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.xml.constants import SHARED_STRINGS

from corpus.errors import DamagedFile, EmptyFile, TooLarge
from corpus.messages import Message, MessageParts
from corpus.readers.common.metadata import line_or_none, title_from
from corpus.readers.common.tables import Row, Tables, clean_cell, format_number
from corpus.readers.office.core_properties import ooxml_metadata
from corpus.readers.office.names import S
from corpus.readers.office.package import BROKEN, OfficePackage, parse_xml, relation_id
from corpus.readers.office.sheets.beside import BesideCells
from corpus.readers.options import DEFAULTS, ReadOptions
from corpus.text.raised import raised_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lxml import etree

    from corpus.documents import Content

_MAX_ROWS = 1_048_576
"""A sheet cannot have more."""
_MAX_CELLS = 20_000_000
"""Of one sheet, with the empty ones between others: a row of one cell in column XFD has 16,384."""
_MERGED_RANGE = re.compile(rb'<(?:\w{1,20}:)?mergeCell\s[^>]{0,100}?ref="([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})"')
_UNCOMPUTED = re.compile(
    rb'<c\s(?![^>]{0,200}?\st="str")[^>]{0,200}>\s{0,9}<f(?:\s[^>]{0,200})?(?:/>|>[^<]{0,8192}</f>)\s{0,9}'
    rb"(?:<v\s?/>|<v>\s{0,9}</v>)?\s{0,9}</c>"
)
"""A formula whose value the file does not hold; one that makes an empty text is no such."""
_MINUTE = 60
_BROKEN = Message("this is not a valid XLSX file; open it in Excel or LibreOffice and save it as XLSX again")
_ERRORS = (*BROKEN, InvalidFileException, SyntaxError, TypeError, AttributeError, OverflowError)
"""What openpyxl raises on files that are not what they say; XML errors are SyntaxErrors."""


def read_xlsx(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Content:
    """Read the sheets in their order, row by row.

    A hidden sheet is read too, and called that: a person has to unhide it to look. One that is hidden from the menus as
    well ("very hidden") is some program's own and is left out. Of formulas whose value the file does not hold a warning
    says how many there are.

    Raises:
        DamagedFile: It is not a valid XLSX file.
        EmptyFile: No sheet holds a value.
        EncryptedFile: It needs a password.
        TooLarge: It would unpack to too much, or a sheet or all tables are too large.
    """
    tables = Tables()
    try:
        package = OfficePackage(data)
        with warnings.catch_warnings(action="ignore"), closing(_open_workbook(package.transitional() or data)) as book:
            uncomputed = _add_sheets(package, book, tables)
        metadata = ooxml_metadata(package, untitled=title_from(path))
    except _ERRORS as error:
        raise DamagedFile(_BROKEN) from error
    if tables.is_empty:
        raise EmptyFile(
            Message("its sheets hold no values; open it in Excel or LibreOffice, check it and save it again")
        )
    content = tables.content(metadata, options.media_type)
    return replace(content, warnings=(_uncomputed_warning(uncomputed),)) if uncomputed else content


def _uncomputed_warning(count: int) -> MessageParts:
    return MessageParts.of(
        Message(
            "formulas whose value the file does not hold: {count:,}; open it in Excel or LibreOffice and save it again",
            count=count,
        )
    )


class _CellReader(ExcelReader):  # type: ignore[misc]
    """openpyxl's reader of cells alone: none of what it would read besides can cost the file."""

    def _leave_out(self, *_: object) -> None:
        """Read nothing."""

    read_chartsheet = read_custom = read_properties = read_theme = _leave_out

    def read_strings(self) -> None:
        """Read the texts of cells, with a sign before raised numbers: "10^6"."""
        super().read_strings()
        part = self.package.find(SHARED_STRINGS)
        raw = self.archive.read(part.PartName[1:]) if part is not None else b""
        for at, text in _raised_strings(raw) if b"superscript" in raw else ():
            self.shared_strings[at] = text


def _raised_strings(raw: bytes) -> Iterator[tuple[int, str]]:
    """Yield the shared texts of which something is raised, with their numbers."""
    for at, item in enumerate(parse_xml(raw).iterfind(f"{S}si")):
        if text := _raised_text(item):
            yield at, text


def _raised_cells(raw: bytes) -> dict[int, dict[int, str]]:
    """Return the texts that a sheet has in its cells themselves and of which something is raised, by row and column.

    Rows count from 1 and columns from 0; what does not say where it is follows the one before.
    """
    found: dict[int, dict[int, str]] = {}
    number = 0
    for row in parse_xml(raw).iterfind(f"{S}sheetData/{S}row"):
        number, column = int(row.get("r") or number + 1), 0
        for cell in row.iterchildren(f"{S}c"):
            named = cell.get("r")
            column = coordinate_to_tuple(named)[1] if named else column + 1
            item = cell.find(f"{S}is")
            if text := _raised_text(item) if item is not None else "":
                found.setdefault(number, {})[column - 1] = text
    return found


def _raised_text(item: etree._Element) -> str:
    """Return a text with a sign before what is raised in it; "" if nothing is."""
    runs = [(run.findtext(f"{S}t") or "", _is_raised(run)) for run in item.iterchildren(f"{S}r")]
    text, was_raised = "", False
    for words, raised in runs if any(raised for _, raised in runs) else ():
        text += raised_words(words, text) if raised and not was_raised else words
        was_raised = raised
    return text


def _is_raised(run: etree._Element) -> bool:
    aligned = run.find(f"{S}rPr/{S}vertAlign")
    return aligned is not None and aligned.get("val") == "superscript"


def _open_workbook(data: bytes) -> Any:
    reader = _CellReader(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    reader.read()
    return reader.wb


def _add_sheets(package: OfficePackage, book: Any, tables: Tables) -> int:
    """Append the sheets in their order: the rows of each, then what stands beside its cells.

    Return how many formulas have no value.
    """
    uncomputed = 0
    cells = {sheet.title: sheet for sheet in book.worksheets}
    sheets = [each for each in _listed_sheets(package) if each.state != "veryHidden"]
    beside = BesideCells(package, {each.name for each in sheets if each.name in cells})
    for each in sheets:
        heading = _sheet_heading(each, alone=len(sheets) == 1)
        if each.name in cells:
            raw = _raw_sheet(cells[each.name])
            uncomputed += len(_UNCOMPUTED.findall(raw)) if b"<f" in raw else 0
            inline = _raised_cells(raw) if b"superscript" in raw else {}
            tables.add(_filled_rows(cells[each.name], _MergedCells(_merged_ranges(raw)), inline), heading)
        for found in beside.of_sheet(each.part):
            tables.add_beside(found.text, found.row, found.label, heading)
    return uncomputed


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet as the workbook lists it: of cells, or of one chart."""

    name: str
    state: str
    part: str


def _listed_sheets(package: OfficePackage) -> Iterator[_Sheet]:
    for each in package.parse(package.main).iterfind(f"{S}sheets/{S}sheet"):
        if part := package.target(package.main, relation_id(each)):
            yield _Sheet(each.get("name", ""), each.get("state", "visible"), part)


def _sheet_heading(sheet: _Sheet, *, alone: bool) -> str:
    hidden = " (hidden sheet)" if sheet.state == "hidden" else ""
    return "" if alone and not hidden else f"{line_or_none(sheet.name) or 'Sheet'}{hidden}"


def _filled_rows(sheet: Any, spread: _MergedCells, inline: Mapping[int, Mapping[int, str]]) -> Iterator[Row]:
    """Yield the rows that hold something. The size that a sheet claims is not believed.

    `inline` are the texts that openpyxl does not have as they are seen, by row and column.
    """
    sheet.reset_dimensions()
    cells = 0
    for at, row in enumerate(sheet.iter_rows(), start=1):
        cells += len(row)
        if at > _MAX_ROWS:
            raise DamagedFile(_BROKEN)
        if cells > _MAX_CELLS:
            raise TooLarge(
                Message(
                    "its sheet {sheet} spans more than {most:,} cells; move what matters to a smaller one",
                    sheet=line_or_none(sheet.title) or "Sheet",
                    most=_MAX_CELLS,
                )
            )
        values = [_cell_text(cell) for cell in row]
        for column, text in inline.get(at, {}).items():
            if column < len(values):
                values[column] = clean_cell(text)
        if any(values):
            yield Row(at, tuple(spread.fill(at, values)))


class _MergedCells:
    """Cells that are merged over several rows, by the rows that are still to come.

    Their value is written into each of their rows, where a person sees it too. A cell that is merged to the right, as
    titles are, stands once.
    """

    def __init__(self, ranges: Iterable[tuple[int, int, int]]) -> None:
        """`ranges` are of (first row, last row, column)."""
        self._coming = sorted(ranges, reverse=True)
        self._open: dict[int, tuple[int, str]] = {}

    def fill(self, row: int, values: list[str]) -> list[str]:
        """Return the values of a row with those of the merged cells that reach into it."""
        while self._coming and self._coming[-1][0] <= row:
            first, last, column = self._coming.pop()
            if first == row and column < len(values):
                self._open[column] = (last, values[column])
        self._open = {column: (last, value) for column, (last, value) in self._open.items() if row <= last}
        for column, (_, value) in self._open.items():
            values += [""] * (column + 1 - len(values))
            values[column] = values[column] or value
        return values


def _raw_sheet(sheet: Any) -> bytes:
    """Return a sheet's XML; row by row, openpyxl does not tell all that it says."""
    with sheet.parent._archive.open(sheet._worksheet_path) as part:
        return bytes(part.read())


def _merged_ranges(raw: bytes) -> set[tuple[int, int, int]]:
    """Return what is merged over several rows, as (first row, last row, column)."""
    found = _MERGED_RANGE.findall(raw)
    ranges = ((coordinate_to_tuple(a.decode()), coordinate_to_tuple(b.decode())) for a, b in found)
    return {(top, bottom, left - 1) for (top, left), (bottom, _) in ranges if top < bottom}


def _cell_text(cell: Any) -> str:
    """Return the value of a cell as text; nothing for an error such as #REF!."""
    value = cell.value
    match value:
        case None:
            return ""
        case str():
            return "" if cell.data_type == "e" else clean_cell(unescape(value) if "_x" in value else value)
        case bool():
            return str(value).upper()
        case int() | float():
            return f"{format_number(value * 100)}%" if "%" in cell.number_format else format_number(value)
        case datetime() | time() | date():
            return _format_moment(value)
        case timedelta():
            return _format_duration(value)
    return clean_cell(str(value))


def _format_moment(value: datetime | date | time) -> str:
    """Return 2020-01-04, 10:30 or 2020-01-04 10:30, with seconds only if there are some."""
    if isinstance(value, datetime):
        value = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
        return value.date().isoformat() if value.time() == time() else f"{value.date()} {_format_moment(value.time())}"
    if isinstance(value, time):
        return value.isoformat("seconds" if value.second else "minutes")
    return value.isoformat()


def _format_duration(value: timedelta) -> str:
    minutes, seconds = divmod(round(value.total_seconds()), _MINUTE)
    hours, minutes = divmod(minutes, _MINUTE)
    return f"{hours}:{minutes:02}:{seconds:02}"
