"""The one door to OCR: which engine reads the picture of a page.

RapidOCR reads the Latin letters of all languages, Chinese and Japanese without being told which; Tesseract reads what
its installed languages are for. docs/decisions/0042-ocr.md has the figures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.messages import Message
from corpus.readers.ocr import rapid, tesseract

if TYPE_CHECKING:
    from corpus.readers.ocr.page_picture import Picture
    from corpus.readers.options import ReadOptions
    from corpus.readers.pdf.printed_words import PdfWord

NOT_INSTALLED = Message(
    "no text layer: install OCR (pip install 'besa[ocr]', or Tesseract) and add it again, or run OCR on it first"
)
"""The reason given for scanned pages that nothing here can read."""
NEEDS_OCR = Message(
    "this is a picture; install OCR to have its text read (pip install 'besa[ocr]', or Tesseract), then add it again"
)
"""The reason given for pictures where no OCR is installed."""
NOTHING_FOUND = Message("no text layer, and OCR found no text in its pictures; scan it again more clearly")


def is_installed() -> bool:
    """Return True if anything here can read pictures."""
    return rapid.is_installed() or tesseract.is_installed()


def recognise(picture: Picture, options: ReadOptions) -> list[PdfWord]:
    """Return the words of a page's picture in reading order, with their places in points from the bottom left corner.

    The first engine reads what it has the letters for. A page that is mostly in others goes to Tesseract, if that
    has a language for them.

    Raises:
        UnsupportedFile: Nothing is installed for it, or a language that `options` name is not.
        TooLarge: It takes longer than `options` allow for a page.
        DamagedFile: The engine fails on the picture.
    """
    if not rapid.is_installed() or not rapid.has_letters_of(options.languages):
        return tesseract.recognise(picture, options.languages, options.ocr_seconds)
    words, mostly_unread = rapid.recognise(picture, options.ocr_threads)
    if mostly_unread and (others := _other_languages(options.languages)):
        return tesseract.recognise(picture, others, options.ocr_seconds)
    return words


def _other_languages(wanted: str) -> str:
    """Return the languages of Tesseract whose letters RapidOCR does not have, with all that are wanted beside them."""
    if wanted or not tesseract.is_installed():
        return ""
    installed = tesseract.installed_languages()
    others = [name for name in installed if not rapid.has_letters_of(name)]
    return "+".join([*others, *sorted(set(installed) & {"eng"})]) if others else ""
