"""Options for reading one file, as the readers see them."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.errors import UnsupportedFile
from corpus.messages import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corpus.documents import Part


def _ignore(*_: object) -> None:
    return None


def _at_will(_: int) -> AbstractContextManager[None]:
    return nullcontext()


def _no_reader(_data: bytes, name: str, _options: ReadOptions) -> Iterator[Part]:
    raise UnsupportedFile(
        Message("{name} is a file inside another, and nothing was given to read it with; add it by itself", name=name)
    )


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Limits and settings for one file, and the functions that a reader may call.

    Attributes:
        pages: Most pages that it may have.
        languages: Tesseract's names of the languages to look for ("eng+sqi"); all that are installed if empty.
        ocr_seconds: Most seconds of processor time that the OCR of a page may take.
        ocr_threads: Threads that OCR may use.
        media_type: Media type that the file was recognised as.
        encoding: Encoding of text without a mark, as the person says it; empty where they say nothing.
        depth: 1 for a file by itself, one more for each file that it is inside of.
        read: Reads a file inside of this one, such as an attachment.
        on_scanned: Called with the number of pages that are pictures, before the OCR of the first of them.
        on_recognised: Called after the OCR of each of them.
        growing_at_most: Returns a context in which reading may take up so many bytes more; beyond, its process ends.
    """

    pages: int = 5000
    languages: str = ""
    ocr_seconds: float = 60.0
    ocr_threads: int = 1
    media_type: str = "text/plain"
    encoding: str = ""
    depth: int = 1
    read: Callable[[bytes, str, ReadOptions], Iterator[Part]] = _no_reader
    on_scanned: Callable[[int], None] = _ignore
    on_recognised: Callable[[], None] = _ignore
    growing_at_most: Callable[[int], AbstractContextManager[None]] = _at_will


DEFAULTS = ReadOptions()
"""The options of a reader that is called by itself."""
