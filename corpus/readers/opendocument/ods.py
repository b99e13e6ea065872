"""OpenDocument spreadsheets: the values as a person sees them, row by row, and what stands beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.errors import DamagedFile, EmptyFile, TooLarge
from corpus.messages import Message
from corpus.readers.common.metadata import line_or_none, title_from
from corpus.readers.common.tables import Row, Tables, clean_cell
from corpus.readers.office.names import is_element
from corpus.readers.office.package import BROKEN
from corpus.readers.opendocument.names import CALCEXT, DRAW, OFFICE, TABLE, TEXT
from corpus.readers.opendocument.objects import object_blocks
from corpus.readers.opendocument.odt import BROKEN_FILE
from corpus.readers.opendocument.package import OpenDocument
from corpus.readers.opendocument.runs import OdfRunReader
from corpus.readers.opendocument.story import OdfStoryReader
from corpus.readers.opendocument.styles import OdfStyles
from corpus.readers.opendocument.tables import CELL, COVERED, number, rows_in
from corpus.readers.options import DEFAULTS, ReadOptions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml import etree

    from corpus.documents import Content

_MAX_CELLS = 20_000_000
"""Of one sheet, as in a spreadsheet of Excel."""
_MAX_COLUMNS = 16_384


def read_ods(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Content:
    """Read the sheets in their order, row by row; a hidden sheet is read too, and called that.

    Raises:
        DamagedFile: It is not a valid OpenDocument spreadsheet.
        EmptyFile: No sheet holds a value.
        EncryptedFile: It needs a password.
        TooLarge: It would unpack to too much, or a sheet or all tables are too large.
    """
    tables = Tables()
    try:
        document = OpenDocument(data)
        _Sheets(document, tables).add_all()
        metadata = document.metadata(title_from(path))
    except BROKEN as error:
        raise DamagedFile(BROKEN_FILE) from error
    if tables.is_empty:
        raise EmptyFile(
            Message("its sheets hold no values; open it in Excel or LibreOffice, check it and save it again")
        )
    return tables.content(metadata, options.media_type)


class _Sheets:
    """The sheets of a spreadsheet while they are read."""

    def __init__(self, document: OpenDocument, tables: Tables) -> None:
        self._document, self._tables = document, tables
        self._body = document.body("spreadsheet")
        self._styles = OdfStyles(document)
        self._runs = OdfRunReader(document, self._styles)
        self._stories = OdfStoryReader(document, self._styles)

    def add_all(self) -> None:
        """Append the rows of each sheet, then what stands beside its cells."""
        sheets = list(self._body.iterchildren(f"{TABLE}table"))
        for sheet in sheets:
            heading = self._heading(sheet, alone=len(sheets) == 1)
            self._tables.add(self._rows(sheet), heading)
            for row, text, label in self._beside(sheet):
                self._tables.add_beside(text, row, label, heading)

    def _heading(self, sheet: etree._Element, *, alone: bool) -> str:
        hidden = " (hidden sheet)" if self._styles.is_hidden_sheet(sheet.get(f"{TABLE}style-name")) else ""
        return "" if alone and not hidden else f"{line_or_none(sheet.get(f'{TABLE}name')) or 'Sheet'}{hidden}"

    def _rows(self, sheet: etree._Element) -> Iterator[Row]:
        """Yield the rows that hold something; a row or cell that is repeated stands as often."""
        at, cells = 1, 0
        above = _MergedDown()
        for element, _ in rows_in(sheet):
            repeated = number(element, "number-rows-repeated")
            found = list(self._cells(element))
            texts = above.fill(found)
            if any(texts):
                cells += len(texts) * repeated
                _check_size(cells, sheet)
                for each in range(repeated):
                    yield Row(at + each, tuple(texts))
            at += repeated

    def _cells(self, row: etree._Element) -> Iterator[tuple[str, int]]:
        """Yield the text of each column up to the last that has one, and how many rows its cell spans."""
        empty = column = 0
        for each in row.iterchildren(CELL, COVERED):
            repeated = number(each, "number-columns-repeated", _MAX_COLUMNS)
            text = self._text(each)
            column += repeated
            if column > _MAX_COLUMNS:
                return
            if not text:
                empty += repeated
                continue
            yield from [("", 1)] * empty
            yield from [(text, number(each, "number-rows-spanned"))] * repeated
            empty = 0

    def _text(self, cell: etree._Element) -> str:
        """Return what a cell shows; nothing for an error or what another cell covers."""
        if cell.tag == COVERED or cell.get(f"{CALCEXT}value-type") == "error":
            return ""
        lines = [self._runs.read(each).text for each in cell.iterchildren(f"{TEXT}p")]
        return clean_cell("\n".join(lines)) or cell.get(f"{OFFICE}string-value", "").strip()

    def _beside(self, sheet: etree._Element) -> Iterator[tuple[int, str, str]]:
        """Yield comments on cells, and what is drawn on the sheet: the row, the text, and what it is."""
        for shape in sheet.iterfind(f"{TABLE}shapes/*"):
            yield from ((1, text, "text box") for text in self._drawn(shape))
        at = 1
        for row, _ in rows_in(sheet):
            for cell in row.iterchildren(CELL):
                for each in cell:
                    if not is_element(each):
                        continue
                    if each.tag == f"{OFFICE}annotation":
                        blocks = self._stories.comment_blocks(each)
                        yield at, "\n".join(block.text for block in blocks), f"comment in row {at}"
                    elif each.tag.startswith(DRAW):
                        yield from ((at, text, f"text box at row {at}") for text in self._drawn(each))
            at += number(row, "number-rows-repeated")

    def _drawn(self, shape: etree._Element) -> Iterator[str]:
        """Yield what is written in a shape; of a chart the titles, for its rows are cells of the sheets."""
        for place in shape.iter(f"{DRAW}object"):
            yield from (block.text for block in object_blocks(self._document.embedded(place), data=False))
            return
        yield from (block.text for block in self._stories.shape_blocks(shape) if block.text.strip())


class _MergedDown:
    """Cells that are merged over several rows: their value is written into each of their rows, as a person sees it."""

    def __init__(self) -> None:
        self._open: dict[int, tuple[int, str]] = {}

    def fill(self, cells: Sequence[tuple[str, int]]) -> list[str]:
        """Return the texts of a row with those of the merged cells that reach into it."""
        texts = [text for text, _ in cells]
        self._open = {column: (left - 1, text) for column, (left, text) in self._open.items() if left > 1}
        for column, (_, text) in self._open.items():
            texts += [""] * (column + 1 - len(texts))
            texts[column] = texts[column] or text
        self._open |= {column: (down, text) for column, (text, down) in enumerate(cells) if down > 1}
        return texts


def _check_size(cells: int, sheet: etree._Element) -> None:
    if cells > _MAX_CELLS:
        raise TooLarge(
            Message(
                "its sheet {sheet} spans more than {most:,} cells; move what matters to a smaller one",
                sheet=line_or_none(sheet.get(f"{TABLE}name")) or "Sheet",
                most=_MAX_CELLS,
            )
        )
