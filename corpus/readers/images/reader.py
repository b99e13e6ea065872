"""Pictures of text: scans and photos as files. Every page is read by OCR, and knows where its words are."""

from __future__ import annotations

from corpus.documents import Content, Metadata, Part, Span
from corpus.errors import PictureWithoutText, UnsupportedFile
from corpus.messages import Message
from corpus.readers.common.metadata import title_from
from corpus.readers.images.frames import page_count, page_for_ocr
from corpus.readers.ocr import recognition
from corpus.readers.options import DEFAULTS, ReadOptions
from corpus.readers.pdf.lines import Frame
from corpus.readers.pdf.page import PageWords
from corpus.readers.pdf.printed_words import WordColumns
from corpus.readers.pdf.text import build_text


def read_image(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Part:
    """Read the text of a picture, with the place of every word on it.

    Raises:
        UnsupportedFile: No OCR is installed, or not for a language that `options` name.
        PictureWithoutText: OCR finds no word in it.
        DamagedFile: It is broken.
        TooLarge: It has more pages or pixels than can be read, or the OCR of a page takes too long.
    """
    if not recognition.is_installed():
        raise UnsupportedFile(recognition.NEEDS_OCR)
    count = page_count(data, options.pages)
    options.on_scanned(count)
    text = build_text([_recognised(data, number, options) for number in range(1, count + 1)])
    if not text.text:
        raise PictureWithoutText(Message("OCR found no text in this picture; if it has some, take it more clearly"))
    title = title_from(path)
    content = Content(
        text=text.text,
        metadata=Metadata(title=text.headings[0].text if text.headings else title),
        media_type=options.media_type,
        body=Span(0, len(text.text)),
        headings=text.headings,
        places=text.places,
    )
    return Part(content, printed=text.printed)


def _recognised(data: bytes, number: int, options: ReadOptions) -> PageWords:
    picture = page_for_ocr(data, number)
    words = recognition.recognise(picture, options)
    options.on_recognised()
    wide, high = picture.width * picture.scale, picture.height * picture.scale
    return PageWords(WordColumns.of(words), high, Frame(0.0, 0.0, wide, high, 0), f"page {number}")
