"""PDF: the words of its pages and where they stand, its outline, and pictures of pages. The only file that imports
pypdfium2.

PDFium is not thread-safe, not even across documents, and hostile files can crash it: it runs in the worker.
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
from corpus.readers.common.metadata import iso_date, line_or_none, title_from
from corpus.readers.options import DEFAULTS, ReadOptions
from corpus.readers.pdf import ocr
from corpus.readers.pdf.lines import Frame, PdfWord
from corpus.readers.pdf.paragraphs import LINE_END_HYPHEN
from corpus.readers.pdf.text import PrintedText, ScannedPage, Title, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOT_A_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint)\b.*|untitled.*|document\s*\d*|powerpoint presentation|slide \d+|"
    r".*\.(?:docx?|odt|rtf|tex|dvi|indd|qxd|pptx?|xlsx?|pdf|html?|txt))",
    re.IGNORECASE,
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\uffff]")
_PRINTED = re.compile(rf"[^\s{LINE_END_HYPHEN}]+{LINE_END_HYPHEN}?")
_TURN_SAMPLES = 16
_LONGEST_OUTLINE = 10_000
_DEEPEST_OUTLINE = 6
_LONGEST_LABEL = 20
_POINTS_PER_INCH = 72
_MOST_PIXELS = 40_000_000
_WHITE = 255


def read_pdf(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Part:
    with closing(_opened(data)) as document:
        if len(document) > options.pages:
            raise TooLarge(f"it has {len(document):,} pages, more than {options.pages:,}; split it into smaller files")
        pages = _pages(document, options)
        metadata = {key: document.get_metadata_value(key) for key in ("Title", "Author", "CreationDate")}
        outline = list(_outline(document, pages))
    text = text_of(pages, outline)
    content = Content(
        text=text.text,
        metadata=_metadata(metadata, text, path),
        media_type=options.media_type,
        body=Span(0, len(text.text)),
        headings=text.headings,
        places=text.places,
    )
    return Part(content, printed=text.printed)


def page_picture(data: bytes, number: int, width: int) -> tuple[Any, tuple[float, float]]:
    """A Pillow image of a page, as many pixels wide, and the page's width and height in points."""
    with closing(_opened(data)) as document:
        if not 1 <= number <= len(document):
            raise DamagedFile(f"this PDF has no page {number}; add it again")
        with closing(_page(document, number - 1)) as page:
            wide, high = page.get_size()
            return _rendered(page, width / max(wide, 1.0)).to_pil(), (max(wide, 1.0), max(high, 1.0))


def _opened(data: bytes) -> Any:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}:
            raise EncryptedFile("it needs a password; save a copy without one and add that") from error
        raise DamagedFile("this PDF is broken or cut short; copy or download it again") from error


def _page(document: Any, index: int) -> Any:
    try:
        return document[index]
    except pypdfium2.PdfiumError as error:
        raise DamagedFile(f"page {index + 1} of this PDF is broken; copy or download it again") from error


def _frame(page: Any, quarters: int) -> Frame:
    left, bottom, right, top = page.get_bbox()
    return Frame(left, bottom, right, top, quarters)


def _rendered(page: Any, scale: float, *, grey: bool = False) -> Any:
    """The bitmap of a page, smaller than asked for where it would be too large."""
    pixels = page.get_width() * page.get_height() * scale**2
    return page.render(scale=scale * min(1.0, math.sqrt(_MOST_PIXELS / max(pixels, 1.0))), grayscale=grey)


def _pages(document: Any, options: ReadOptions) -> list[ScannedPage]:
    """Every page; those without text are read from their picture, if the program for it is there."""
    pages = [_page_at(document, index) for index in range(len(document))]
    blank = [index for index, page in enumerate(pages) if not page.words]
    pictures = [index for index in blank if _has_pictures(document, index)]
    if pictures and ocr.is_installed():
        options.on_scanned(len(pictures))
        for index in pictures:
            pages[index] = _recognised(document, index, pages[index], options)
    if len(blank) == len(pages) and not any(page.words for page in pages):
        raise EmptyFile(_no_text(bool(pictures)))
    return pages


def _no_text(has_pictures: bool) -> str:
    if not has_pictures:
        return "there is no text on its pages; check that this is the file you meant, or run OCR on it"
    if ocr.is_installed():
        return "no text layer, and OCR found no text in its pictures; scan it again more clearly"
    return "no text layer: run OCR on it first, or install Tesseract and add it again"


def _page_at(document: Any, index: int) -> ScannedPage:
    with closing(_page(document, index)) as page:
        try:
            with closing(page.get_textpage()) as text:
                turns = (page.get_rotation() // 90) % 4
                characters = _characters(text)
                upright = _upright(text, characters, turns)
                frame = _frame(page, upright)
                words = list(_words(text, characters, frame))
        except pypdfium2.PdfiumError as error:
            raise DamagedFile(f"page {index + 1} of this PDF is broken; copy or download it again") from error
    wide, high = frame.size
    shown = Frame(0.0, 0.0, wide, high, (turns - upright) % 4)
    return ScannedPage(words, high, shown, _label(document, index))


def _recognised(document: Any, index: int, page: ScannedPage, options: ReadOptions) -> ScannedPage:
    with closing(_page(document, index)) as paper:
        bitmap = _rendered(paper, ocr.DOTS_PER_INCH / _POINTS_PER_INCH, grey=True)
        wide, high = paper.get_size()
        picture = ocr.Picture(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, high / bitmap.height)
    words = ocr.recognise(picture, options.languages, options.ocr_seconds)
    return ScannedPage(words, high, Frame(0.0, 0.0, wide, high, 0), page.label)


def _has_pictures(document: Any, index: int) -> bool:
    """Whether anything but white shows on a small picture of the page."""
    with closing(_page(document, index)) as page:
        bitmap = _rendered(page, 1.0, grey=True)
        return bytes(bitmap.buffer).count(_WHITE) < len(bitmap.buffer)


def _label(document: Any, index: int) -> str:
    said = line_or_none(document.get_page_label(index))
    return f"page {said if said and len(said) <= _LONGEST_LABEL else index + 1}"


def _upright(text: Any, characters: str, turns: int) -> int:
    """How many quarters the page is turned clockwise for most of its letters to stand upright."""
    letters = [found.start() for found in _PRINTED.finditer(characters)]
    sampled = letters[:: max(1, len(letters) // _TURN_SAMPLES)]
    quarters = Counter(round(-raw.FPDFText_GetCharAngle(text.raw, at) / (math.pi / 2)) % 4 for at in sampled)
    return quarters.most_common(1)[0][0] if quarters else turns


def _words(text: Any, characters: str, frame: Frame) -> Iterator[PdfWord]:
    """A word's glyphs lie in one rectangle for each text object that draws them: a call for each glyph would be slow.

    For the same reason the font's band is asked for only where a line begins or a word leaves the band.
    """
    handle, plain, controlled = text.raw, frame.is_plain, _CONTROLS.search(characters)
    count_rectangles, rectangle = raw.FPDFText_CountRects, raw.FPDFText_GetRect
    edges = (ctypes.c_double * 4)()
    left, top, right, bottom = (ctypes.pointer(ctypes.c_double.from_buffer(edges, 8 * at)) for at in range(4))
    base, height, before = 0.0, 0.0, -1
    for found in _PRINTED.finditer(characters):
        first, end = found.span()
        word = _CONTROLS.sub("", found[0]) if controlled else found[0]
        if not word or word == LINE_END_HYPHEN:
            continue
        boxes = []
        for at in range(count_rectangles(handle, first, end - first)):
            rectangle(handle, at, left, top, right, bottom)
            boxes.append((edges[0], edges[3], edges[2], edges[1]))
        box = _around(boxes) if boxes else _band(text, first)
        box = box if plain else frame.shown(*box)
        if first - before != 1 or characters[before] != " " or not base <= box[1] <= box[3] <= base + height:
            _, base, _, above = frame.shown(*_band(text, first))
            height = above - base
        before = end
        yield PdfWord(word, *box, base, height)


def _band(text: Any, index: int) -> tuple[float, float, float, float]:
    """What the font takes up around a character."""
    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text.raw, index, box)
    return box.left, box.bottom, box.right, box.top


def _around(boxes: list[tuple[float, float, float, float]]) -> tuple[float, float, float, float]:
    if len(boxes) == 1:
        return boxes[0]
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def _characters(page: Any) -> str:
    """The page's characters, one for each index of PDFium's. Its fast way loses those beyond U+FFFF."""
    count = page.count_chars()
    text: str = page.get_text_range()
    if len(text) == count:
        return text
    codes = (raw.FPDFText_GetUnicode(page.raw, index) for index in range(count))
    return "".join(LINE_END_HYPHEN if code == 2 else chr(code) for code in codes)


def _outline(document: Any, pages: list[ScannedPage]) -> Iterator[Title]:
    for _, entry in zip(range(_LONGEST_OUTLINE), document.get_toc(max_depth=_DEEPEST_OUTLINE), strict=False):
        target, words = entry.get_dest(), line_or_none(entry.get_title())
        index = target.get_index() if target else None
        if words and index is not None and index < len(pages):
            yield Title(words, entry.level + 1, index + 1, _height_of(target, document, index))


def _height_of(target: Any, document: Any, index: int) -> float | None:
    """How far up the upright page a bookmark points, if it says so."""
    mode, view = target.get_view()
    if mode != raw.PDFDEST_VIEW_XYZ or len(view) < 2 or not math.isfinite(view[1]):
        return None
    with closing(_page(document, index)) as page:
        return float(_frame(page, 0).shown(view[0], view[1], view[0], view[1])[1])


def _metadata(said: dict[str, str], text: PrintedText, path: str) -> Metadata:
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
