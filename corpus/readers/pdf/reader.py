"""PDF: the words of its pages and where they stand, its outline, and pictures of pages.

PDFium is not thread-safe, not even across documents, and hostile files can crash it: it runs in the reading process.
What reads single pages stands in `corpus.readers.pdf.pages`; no other room imports pypdfium2.
"""

from __future__ import annotations

import gc
import math
import re
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pypdfium2
from pypdfium2 import raw

from corpus.documents import Content, Metadata, Part, Span
from corpus.errors import DamagedFile, EmptyFile, EncryptedFile, ReadError, TooLarge
from corpus.messages import Message
from corpus.readers.common.metadata import line_or_none, title_from
from corpus.readers.common.placeholders import author_or_none, creation_date, headline, title_or_none
from corpus.readers.common.zip_package import NEEDS_PASSWORD
from corpus.readers.ocr import recognition as ocr
from corpus.readers.ocr.page_picture import DOTS_PER_INCH, POINTS_PER_INCH, Picture
from corpus.readers.options import DEFAULTS, ReadOptions
from corpus.readers.pdf.legibility import is_legible
from corpus.readers.pdf.lines import Frame
from corpus.readers.pdf.memory import memory_to_draw, memory_to_read
from corpus.readers.pdf.page import PageState, PageWords
from corpus.readers.pdf.page_warnings import page_warnings
from corpus.readers.pdf.pages import load_page, read_layer
from corpus.readers.pdf.printed_words import WordColumns
from corpus.readers.pdf.text import OutlineEntry, PrintedText, build_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.messages import MessageParts

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
    with _few_collections(), closing(_open_document(data)) as document:
        if len(document) > options.pages:
            raise TooLarge(
                Message(
                    "it has {pages:,} pages, more than {most:,}; split it into smaller files",
                    pages=len(document),
                    most=options.pages,
                )
            )
        if document.get_formtype() != raw.FORMTYPE_NONE:
            document.init_forms()
        pages, warnings = _read_pages(document, data, options)
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
        rows=text.rows,
        warnings=warnings,
    )
    return Part(content, printed=text.printed)


@contextmanager
def _few_collections() -> Iterator[None]:
    """Keep Python from looking for circles among the many words of many pages: there are none to be found."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


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
        return load_page(document, index)
    except pypdfium2.PdfiumError as error:
        raise _broken_page(index) from error


def _broken_page(index: int) -> DamagedFile:
    return DamagedFile(Message("page {number:,} of this PDF is broken; copy or download it again", number=index + 1))


def _render(page: Any, scale: float, *, grey: bool = False) -> Any:
    """Return the bitmap of a page, smaller than asked for if it would be too large."""
    pixels = page.get_width() * page.get_height() * scale**2
    return page.render(scale=scale * min(1.0, math.sqrt(_MAX_PIXELS / max(pixels, 1.0))), grayscale=grey)


def _read_pages(document: Any, data: bytes, options: ReadOptions) -> tuple[list[PageWords], tuple[MessageParts, ...]]:
    """Return every page, and what to tell of those that were not read as they are.

    Pages without text, or with a text layer that says nothing, are read from their picture, if the program for it is
    there.
    """
    form = document.formenv.raw if document.formenv else None
    with options.growing_at_most(memory_to_read(data)):
        pages = [_read_page(document, index, form) for index in range(len(document))]
    if pages and all(page.state is PageState.BROKEN for page in pages):
        raise _broken_page(0)
    with options.growing_at_most(memory_to_draw(data)):
        pictures = _read_pictures(document, pages, options)
    if not any(page.words.texts or page.notes for page in pages):
        raise EmptyFile(_no_text_reason(bool(pictures)))
    return pages, page_warnings(pages, [] if ocr.is_installed() else pictures)


def _read_pictures(document: Any, pages: list[PageWords], options: ReadOptions) -> list[int]:
    """Replace those of the pages that are to be read from their picture; return which are pictures alone."""
    pictures = [at for at, page in enumerate(pages) if page.is_blank and _has_pictures(document, at)]
    illegible = [at for at, page in enumerate(pages) if page.state is PageState.ILLEGIBLE]
    if (pictures or illegible) and ocr.is_installed():
        options.on_scanned(len(pictures) + len(illegible))
        for index in pictures:
            pages[index] = _recognise_page(document, index, pages[index], options)
        for index in illegible:
            pages[index] = _recognise_instead(document, index, pages[index], options)
    return pictures


def _no_text_reason(has_pictures: bool) -> Message:
    if not has_pictures:
        return Message("there is no text on its pages; check that this is the file you meant, or run OCR on it")
    if ocr.is_installed():
        return ocr.NOTHING_FOUND
    return ocr.NOT_INSTALLED


def _read_page(document: Any, index: int, form: Any) -> PageWords:
    """Return what a page says; one that cannot be read, whatever is wrong with it, says nothing and is marked so."""
    label = _page_label(document, index)
    try:
        layer = read_layer(lambda: load_page(document, index), form)
    except pypdfium2.PdfiumError:
        return PageWords(WordColumns(), 1.0, Frame(0.0, 0.0, 1.0, 1.0, 0), label, state=PageState.BROKEN)
    wide, high = layer.frame.size
    shown = Frame(0.0, 0.0, wide, high, (layer.turns - layer.frame.quarter_turns) % 4)
    state = PageState.READ if is_legible(layer.words.texts) else PageState.ILLEGIBLE
    return PageWords(layer.words, high, shown, label, tuple(layer.notes), state, layer.rules, bottom=layer.frame.bottom)


def _recognise_page(document: Any, index: int, page: PageWords, options: ReadOptions) -> PageWords:
    with closing(_load_page(document, index)) as paper:
        bitmap = _render(paper, DOTS_PER_INCH / POINTS_PER_INCH, grey=True)
        wide, high = paper.get_size()
        picture = Picture(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, high / bitmap.height)
    words = ocr.recognise(picture, options)
    options.on_recognised()
    shown = Frame(0.0, 0.0, wide, high, 0)
    return PageWords(WordColumns.of(words), high, shown, page.label, page.notes, bottom=page.bottom)


def _recognise_instead(document: Any, index: int, page: PageWords, options: ReadOptions) -> PageWords:
    """Return what OCR reads of a page whose text layer says nothing, or the page as it is if that finds nothing."""
    try:
        read = _recognise_page(document, index, page, options)
    except ReadError:
        return page
    return replace(read, state=PageState.RECOGNISED) if read.words.texts else page


def _has_pictures(document: Any, index: int) -> bool:
    """Return True if anything but white shows on a small picture of the page."""
    with closing(_load_page(document, index)) as page:
        bitmap = _render(page, 1.0, grey=True)
        return bytes(bitmap.buffer).count(_WHITE) < len(bitmap.buffer)


def _page_label(document: Any, index: int) -> str:
    said = line_or_none(document.get_page_label(index))
    return f"page {said if said and len(said) <= _MAX_LABEL else index + 1}"


def _outline_entries(document: Any, pages: list[PageWords]) -> Iterator[OutlineEntry]:
    for _, entry in zip(range(_MAX_OUTLINE_ENTRIES), document.get_toc(max_depth=_MAX_OUTLINE_DEPTH), strict=False):
        target, words = entry.get_dest(), line_or_none(entry.get_title())
        index = target.get_index() if target else None
        if words and index is not None and index < len(pages):
            yield OutlineEntry(words, entry.level + 1, index + 1, _bookmark_height(target, pages[index]))


def _bookmark_height(target: Any, page: PageWords) -> float | None:
    """Return how far up the upright page a bookmark points, in points, or None if it does not say."""
    mode, view = target.get_view()
    if mode != raw.PDFDEST_VIEW_XYZ or len(view) < 2 or not math.isfinite(view[1]):
        return None
    return float(view[1]) - page.bottom


def _document_metadata(said: dict[str, str], text: PrintedText, path: str) -> Metadata:
    first = sorted(text.headings[:5], key=lambda heading: heading.level)
    title = title_or_none(said["Title"]) or headline(heading.text for heading in first)
    stamp = re.match(r"(?:D:)?(\d{4})(\d{2})(\d{2})", said["CreationDate"])
    return Metadata(
        title=title or title_from(path),
        author=author_or_none(said["Author"]),
        date=creation_date("-".join(stamp.groups())) if stamp else None,
    )
