"""OCR with the program Tesseract, if it is installed: a picture in, words with their boxes out."""

from __future__ import annotations

import re
import shutil
from functools import cache
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from corpus.errors import DamagedFile, TooLarge, UnsupportedFile
from corpus.messages import Message
from corpus.processes.lockdown import programs
from corpus.readers.pdf.printed_words import PdfWord

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpus.readers.ocr.page_picture import Picture

_PROGRAM = "tesseract"
_WORD_LEVEL = "5"
_COLUMNS = 12
_MIN_CONFIDENCE = 30.0
"""Percent; words that Tesseract is less sure of are left out."""
_LANGUAGES = re.compile(r"[A-Za-z0-9_]+(?:\+[A-Za-z0-9_]+)*")
_NOT_LANGUAGES = frozenset({"osd", "equ"})
_LISTING_SECONDS = 20
_TALL_QUANTILE = 0.75
_DESCENDER_SHARE = 0.2
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class _PixelWord(NamedTuple):
    """A word in pixels, from the picture's top left corner."""

    text: str
    left: int
    top: int
    width: int
    height: int


def program() -> str | None:
    """Return the path of Tesseract; None if it is not installed."""
    return shutil.which(_PROGRAM)


def is_installed() -> bool:
    """Return True if Tesseract can be run."""
    return program() is not None


@cache
def installed_languages() -> tuple[str, ...]:
    """Return Tesseract's names of the languages that it can read; they are asked for once."""
    listed = _run_tesseract(["--list-langs"], b"", _LISTING_SECONDS).decode("utf-8", "replace").splitlines()[1:]
    return tuple(name for name in map(str.strip, listed) if _LANGUAGES.fullmatch(name) and name not in _NOT_LANGUAGES)


def recognise(picture: Picture, languages: str, seconds: float) -> list[PdfWord]:
    """Return the words that Tesseract is fairly sure of, in its reading order, in points from the bottom left corner.

    Raises:
        UnsupportedFile: Tesseract is not installed, or lacks one of the `languages`.
        TooLarge: It takes longer than `seconds`.
        DamagedFile: It fails on the picture.
    """
    wanted = _checked_languages(languages)
    arguments = ["-", "-", "--dpi", str(picture.dots_per_inch), "-l", wanted, "tsv"]
    answer = _run_tesseract(arguments, _to_pgm(picture), seconds)
    return list(_parse_tsv(answer.decode("utf-8", "replace"), picture))


def _checked_languages(languages: str) -> str:
    """Return the languages as Tesseract takes them; raise UnsupportedFile naming one that is not installed."""
    installed = installed_languages()
    wanted = languages.split("+") if languages else [*installed]
    missing = sorted(set(wanted) - set(installed)) or ([] if wanted else ["eng"])
    if missing:
        raise UnsupportedFile(
            Message(
                "no text layer, and Tesseract lacks the language '{language}'; install it for OCR", language=missing[0]
            )
        )
    return "+".join(wanted)


def _to_pgm(picture: Picture) -> bytes:
    """Return the picture in the plainest format that there is (netpbm's)."""
    rows = (picture.pixels[at : at + picture.width] for at in range(0, picture.stride * picture.height, picture.stride))
    return b"P5 %d %d 255\n%b" % (picture.width, picture.height, b"".join(rows))


def _run_tesseract(arguments: Sequence[str], data: bytes, seconds: float) -> bytes:
    """Return what the program prints. It has the limits on memory of the process that calls it."""
    path = program()
    if path is None:
        raise UnsupportedFile(Message("Tesseract is not installed here; install it for OCR and add the file again"))
    try:
        finished = programs.run([path, *arguments], data, seconds)
    except OSError as error:
        raise _cannot_read(error.strerror or str(error)) from error
    if finished.status is None:
        raise _took_too_long(seconds)
    if finished.status:
        raise _cannot_read(f"{_PROGRAM}: {finished.status}")
    return finished.output


def _cannot_read(error: str) -> DamagedFile:
    return DamagedFile(
        Message("Tesseract cannot read its pictures ({error}); run OCR on it in another program", error=error)
    )


def _took_too_long(seconds: float) -> TooLarge:
    return TooLarge(
        Message("OCR of one page took longer than {seconds} seconds; scan it in less detail", seconds=f"{seconds:g}")
    )


def _parse_tsv(table: str, picture: Picture) -> Iterator[PdfWord]:
    """Yield the words of Tesseract's table.

    Its columns: level, page, block, paragraph, line, word, left, top, width, height, confidence, text.
    """
    paragraphs: dict[tuple[str, ...], dict[str, list[_PixelWord]]] = {}
    for row in table.split("\n")[1:]:
        columns = row.split("\t")
        if len(columns) == _COLUMNS and columns[0] == _WORD_LEVEL and float(columns[10]) >= _MIN_CONFIDENCE:
            left, top, width, height = map(int, columns[6:10])
            if text := "".join(_CONTROLS.sub("", columns[11]).split()):
                lines = paragraphs.setdefault(tuple(columns[1:4]), {})
                lines.setdefault(columns[4], []).append(_PixelWord(text, left, top, width, height))
    for lines in paragraphs.values():
        heights = sorted(word.height for line in lines.values() for word in line)
        tall = heights[int(_TALL_QUANTILE * (len(heights) - 1))]
        for line in lines.values():
            yield from _place_line(line, picture, tall)


def _place_line(words: Sequence[_PixelWord], picture: Picture, tall: int) -> Iterator[PdfWord]:
    """Yield the words of a line; the font's band is told from tall words, which have ascenders or descenders."""
    scale = picture.scale
    base = picture.height - median(word.top + word.height for word in words) - _DESCENDER_SHARE * tall
    for text, left, top, width, height in words:
        low = picture.height - top - height
        yield PdfWord(
            text,
            left * scale,
            low * scale,
            (left + width) * scale,
            (low + height) * scale,
            base * scale,
            tall * (1 + _DESCENDER_SHARE) * scale,
        )
