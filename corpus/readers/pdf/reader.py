"""PDF: the words of its pages and where they stand, its outline, and pictures of pages.

The only file that imports pypdfium2. PDFium is not thread-safe, not even across documents, and hostile files can
crash it: it runs in the reading process.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pypdfium2
from pypdfium2 import raw

from corpus.documents import Content, Metadata, Part, Span
from corpus.errors import DamagedFile, EmptyFile, EncryptedFile, TooLarge
from corpus.messages import Message
from corpus.readers.common.metadata import iso_date, line_or_none, title_from
from corpus.readers.common.zip_package import NEEDS_PASSWORD
from corpus.readers.ocr import recognition as ocr
from corpus.readers.ocr.page_picture import DOTS_PER_INCH, POINTS_PER_INCH, Picture
from corpus.readers.options import DEFAULTS, ReadOptions
from corpus.readers.pdf.lines import Frame, PdfWord
from corpus.readers.pdf.paragraphs import LINE_END_HYPHEN
from corpus.readers.pdf.text import OutlineEntry, PageWords, PrintedText, build_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOT_A_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint)\b.*|untitled.*|document\s*\d*|powerpoint presentation|slide \d+|"
    r".*\.(?:docx?|odt|rtf|tex|dvi|indd|qxd|pptx?|xlsx?|pdf|html?|txt))",
    re.IGNORECASE,
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\uffff]")
_PRINTED_WORD = re.compile(rf"[^\s{LINE_END_HYPHEN}]+{LINE_END_HYPHEN}?")
_TURN_SAMPLES = 16
_MAX_OUTLINE_ENTRIES = 10_000
_MAX_OUTLINE_DEPTH = 6
_MAX_LABEL = 20
_MAX_PIXELS = 40_000_000
_WHITE = 255


def read_pdf(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Part:
    """Read a PDF: its text with the place of every word on paper; pages without text by OCR, if that is there.

    Raises:
        DamagedFile: It is broken.
        EmptyFile: No page has text.
        EncryptedFile: It needs a password.
        TooLarge: It has more pages than `options` allow, or the OCR of a page takes too long.
        UnsupportedFile: A language for OCR is not installed.
    """
    with closing(_open_document(data)) as document:
        if len(document) > options.pages:
            raise TooLarge(
                Message(
                    "it has {pages:,} pages, more than {most:,}; split it into smaller files",
                    pages=len(document),
                    most=options.pages,
                )
            )
        pages = _read_pages(document, options)
        metadata = {key: document.get_metadata_value(key) for key in ("Title", "Author", "CreationDate")}
        outline = list(_outline_entries(document, pages))
    text = build_text(pages, outline)
    content = Content(
        text=text.text,
        metadata=_document_metadata(metadata, text, path),
        media_type=options.media_type,
        body=Span(0, len(text.text)),
        headings=text.headings,
        places=text.places,
    )
    return Part(content, printed=text.printed)


def page_picture(data: bytes, number: int, width: int) -> tuple[Any, tuple[float, float]]:
    """Return a Pillow image of a page (from 1), `width` pixels wide, and the page's width and height in points.

    Raises:
        DamagedFile: The PDF is broken or has no such page.
        EncryptedFile: It needs a password.
    """
    with closing(_open_document(data)) as document:
        if not 1 <= number <= len(document):
            raise DamagedFile(Message("this PDF has no page {number:,}; add it again", number=number))
        with closing(_load_page(document, number - 1)) as page:
            wide, high = page.get_size()
            return _render(page, width / max(wide, 1.0)).to_pil(), (max(wide, 1.0), max(high, 1.0))


def _open_document(data: bytes) -> Any:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}:
            raise EncryptedFile(NEEDS_PASSWORD) from error
        raise DamagedFile(Message("this PDF is broken or cut short; copy or download it again")) from error


def _load_page(document: Any, index: int) -> Any:
    try:
        return document[index]
    except pypdfium2.PdfiumError as error:
        raise _broken_page(index) from error


def _broken_page(index: int) -> DamagedFile:
    return DamagedFile(Message("page {number:,} of this PDF is broken; copy or download it again", number=index + 1))


def _page_frame(page: Any, quarters: int) -> Frame:
    left, bottom, right, top = page.get_bbox()
    return Frame(left, bottom, right, top, quarters)


def _render(page: Any, scale: float, *, grey: bool = False) -> Any:
    """Return the bitmap of a page, smaller than asked for if it would be too large."""
    pixels = page.get_width() * page.get_height() * scale**2
    return page.render(scale=scale * min(1.0, math.sqrt(_MAX_PIXELS / max(pixels, 1.0))), grayscale=grey)


def _read_pages(document: Any, options: ReadOptions) -> list[PageWords]:
    """Return every page; those without text are read from their picture, if the program for it is there."""
    pages = [_read_page(document, index) for index in range(len(document))]
    blank = [index for index, page in enumerate(pages) if not page.words]
    pictures = [index for index in blank if _has_pictures(document, index)]
    if pictures and ocr.is_installed():
        options.on_scanned(len(pictures))
        for index in pictures:
            pages[index] = _recognise_page(document, index, pages[index], options)
    if len(blank) == len(pages) and not any(page.words for page in pages):
        raise EmptyFile(_no_text_reason(bool(pictures)))
    return pages


def _no_text_reason(has_pictures: bool) -> Message:
    if not has_pictures:
        return Message("there is no text on its pages; check that this is the file you meant, or run OCR on it")
    if ocr.is_installed():
        return ocr.NOTHING_FOUND
    return ocr.NOT_INSTALLED


def _read_page(document: Any, index: int) -> PageWords:
    with closing(_load_page(document, index)) as page:
        try:
            with closing(page.get_textpage()) as text:
                turns = (page.get_rotation() // 90) % 4
                characters = _page_characters(text)
                upright = _upright_turns(text, characters, turns)
                frame = _page_frame(page, upright)
                words = list(_page_words(text, characters, frame))
        except pypdfium2.PdfiumError as error:
            raise _broken_page(index) from error
    wide, high = frame.size
    shown = Frame(0.0, 0.0, wide, high, (turns - upright) % 4)
    return PageWords(words, high, shown, _page_label(document, index))


def _recognise_page(document: Any, index: int, page: PageWords, options: ReadOptions) -> PageWords:
    with closing(_load_page(document, index)) as paper:
        bitmap = _render(paper, DOTS_PER_INCH / POINTS_PER_INCH, grey=True)
        wide, high = paper.get_size()
        picture = Picture(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, high / bitmap.height)
    words = ocr.recognise(picture, options)
    options.on_recognised()
    return PageWords(words, high, Frame(0.0, 0.0, wide, high, 0), page.label)


def _has_pictures(document: Any, index: int) -> bool:
    """Return True if anything but white shows on a small picture of the page."""
    with closing(_load_page(document, index)) as page:
        bitmap = _render(page, 1.0, grey=True)
        return bytes(bitmap.buffer).count(_WHITE) < len(bitmap.buffer)


def _page_label(document: Any, index: int) -> str:
    said = line_or_none(document.get_page_label(index))
    return f"page {said if said and len(said) <= _MAX_LABEL else index + 1}"


def _upright_turns(text: Any, characters: str, turns: int) -> int:
    """Return how many quarters the page is turned clockwise for most of its letters to stand upright."""
    letters = [found.start() for found in _PRINTED_WORD.finditer(characters)]
    sampled = letters[:: max(1, len(letters) // _TURN_SAMPLES)]
    quarters = Counter(round(-raw.FPDFText_GetCharAngle(text.raw, at) / (math.pi / 2)) % 4 for at in sampled)
    return quarters.most_common(1)[0][0] if quarters else turns


def _page_words(text: Any, characters: str, frame: Frame) -> Iterator[PdfWord]:
    """Yield the words of a page with their boxes.

    A word's glyphs lie in one rectangle for each text object that draws them: a call for each glyph would be slow.
    For the same reason the font's band is asked for only where a line begins or a word leaves the band.
    """
    handle, plain, controlled = text.raw, frame.is_plain, _CONTROLS.search(characters)
    count_rectangles, rectangle = raw.FPDFText_CountRects, raw.FPDFText_GetRect
    edges = (ctypes.c_double * 4)()
    left, top, right, bottom = (ctypes.pointer(ctypes.c_double.from_buffer(edges, 8 * at)) for at in range(4))
    base, height, before = 0.0, 0.0, -1
    for found in _PRINTED_WORD.finditer(characters):
        first, end = found.span()
        word = _CONTROLS.sub("", found[0]) if controlled else found[0]
        if not word or word == LINE_END_HYPHEN:
            continue
        boxes = []
        for at in range(count_rectangles(handle, first, end - first)):
            rectangle(handle, at, left, top, right, bottom)
            boxes.append((edges[0], edges[3], edges[2], edges[1]))
        box = _bounding_box(boxes) if boxes else _font_band(text, first)
        box = box if plain else frame.shown(*box)
        if first - before != 1 or characters[before] != " " or not base <= box[1] <= box[3] <= base + height:
            _, base, _, above = frame.shown(*_font_band(text, first))
            height = above - base
        before = end
        yield PdfWord(word, *box, base, height)


def _font_band(text: Any, index: int) -> tuple[float, float, float, float]:
    """Return the box that the font takes up around a character."""
    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text.raw, index, box)
    return box.left, box.bottom, box.right, box.top


def _bounding_box(boxes: list[tuple[float, float, float, float]]) -> tuple[float, float, float, float]:
    if len(boxes) == 1:
        return boxes[0]
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def _page_characters(page: Any) -> str:
    """Return the page's characters, one for each of PDFium's indices; its fast way loses those beyond U+FFFF."""
    count = page.count_chars()
    text: str = page.get_text_range()
    if len(text) == count:
        return text
    codes = (raw.FPDFText_GetUnicode(page.raw, index) for index in range(count))
    return "".join(LINE_END_HYPHEN if code == 2 else chr(code) for code in codes)


def _outline_entries(document: Any, pages: list[PageWords]) -> Iterator[OutlineEntry]:
    for _, entry in zip(range(_MAX_OUTLINE_ENTRIES), document.get_toc(max_depth=_MAX_OUTLINE_DEPTH), strict=False):
        target, words = entry.get_dest(), line_or_none(entry.get_title())
        index = target.get_index() if target else None
        if words and index is not None and index < len(pages):
            yield OutlineEntry(words, entry.level + 1, index + 1, _bookmark_height(target, document, index))


def _bookmark_height(target: Any, document: Any, index: int) -> float | None:
    """Return how far up the upright page a bookmark points, in points, or None if it does not say."""
    mode, view = target.get_view()
    if mode != raw.PDFDEST_VIEW_XYZ or len(view) < 2 or not math.isfinite(view[1]):
        return None
    with closing(_load_page(document, index)) as page:
        return float(_page_frame(page, 0).shown(view[0], view[1], view[0], view[1])[1])


def _document_metadata(said: dict[str, str], text: PrintedText, path: str) -> Metadata:
    title = line_or_none(said["Title"])
    if title is None or _NOT_A_TITLE.fullmatch(title):
        first = min(text.headings[:5], key=lambda heading: heading.level, default=None)
        title = line_or_none(first.text) if first else None
    stamp = re.match(r"(?:D:)?(\d{4})(\d{2})(\d{2})", said["CreationDate"])
    return Metadata(
        title=title or title_from(path),
        author=line_or_none(said["Author"]),
        date=iso_date("-".join(stamp.groups())) if stamp else None,
    )
