"""A path in, its documents out. What libraries parse is read in a process of its own, under limits."""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from corpus.errors import DamagedFile, ReadError, UnsupportedFile
from corpus.messages import Message
from corpus.processes.supervisor import Supervisor
from corpus.readers import Format, detect_format, read
from corpus.readers.loaded_file import LoadedFile, load_file
from corpus.readers.sandbox import protocol
from corpus.readers.sandbox.process import CRASHED, ReadingProcess, is_last
from corpus.readers.sidecars import apply_side_car

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

    from corpus.documents import Part
    from corpus.printed_layout import Rectangle

_MIB = 2**20
_SAFE_MARKDOWN_BYTES = 256 * 1024
"""Size up to which Markdown is parsed without a process."""
_LEADING_BYTES = 4096
"""Bytes in which the first visible character of a file is looked for."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Most that reading one file may cost.

    Attributes:
        file_bytes: Size of the file.
        memory_bytes: Memory of the reading process (on Linux).
        seconds: Time to read it, without the recognition of text in scanned pages.
        pages: Pages of a PDF.
        ocr_seconds: Time to recognise the text of one scanned page.
        ocr_languages: Tesseract's names of the languages to look for ("eng+sqi"); all that are installed if empty.
    """

    file_bytes: int = 200 * _MIB
    memory_bytes: int = 4096 * _MIB
    seconds: float = 120.0
    pages: int = 5000
    ocr_seconds: float = 60.0
    ocr_languages: str = ""


class Reader:
    """Reads files one at a time, whichever thread asks; use it as a context manager.

    Its process starts with the first file that needs one. A file that crashes it, or takes too long or too
    much memory, fails alone: the next one gets a fresh process.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = self._limits = limits or Limits()
        self._supervisor = Supervisor(lambda: ReadingProcess(self._limits.memory_bytes, self._limits.seconds))
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process, if there is one; a file that it is reading fails, and reading again starts another."""
        self._supervisor.end()

    def load(self, path: Path) -> LoadedFile:
        """Load a file's bytes and hash, which tell whether it has changed before the work of parsing it.

        Raises:
            ReadError: It cannot be read, is no file, or is larger than the limit.
        """
        return load_file(path, self._limits.file_bytes)

    def parse(self, file: LoadedFile) -> Iterator[Part]:
        """Yield the documents in exactly the loaded bytes, one at least, as its side-car describes them.

        Raises:
            ReadError: It cannot be read, or not to its end: some documents may have come before.
        """
        parts = read(file.data, file.path) if _is_safe_text(file) else self._parse_in_process(file)
        return (apply_side_car(part, file.side_car) for part in parts)

    def page_image(
        self, path: Path, sha256: str, page: int, rectangles: Sequence[Rectangle] = (), width: int = 1000
    ) -> bytes:
        """Return a PNG, `width` pixels wide, of a page of a PDF or an image with the rectangles marked on it.

        Raises:
            UnsupportedFile: It is neither.
            ReadError: Its SHA-256 is another by now, it has no such page, or the page cannot be drawn.
        """
        file = self.load(path)
        if file.sha256 != sha256:
            raise ReadError(Message("it has changed since it was added; add it again"))
        if not detect_format(file.data, file.path).is_printed:
            raise UnsupportedFile(
                Message("this is no PDF and no picture; only their pages can be shown as they were printed")
            )
        (reply,) = self._ask(protocol.ImageRequest(page, width, tuple(rectangles)), file.data)
        if not isinstance(reply, protocol.DrawnPage):
            raise DamagedFile(CRASHED)
        return reply.png

    def _parse_in_process(self, file: LoadedFile) -> Iterator[Part]:
        limits = self._limits
        request = protocol.ReadRequest(file.path, limits.pages, limits.ocr_languages, limits.ocr_seconds)
        with closing(self._ask(request, file.data)) as replies:
            for reply in replies:
                if isinstance(reply, protocol.ReadPart):
                    yield reply.part

    def _ask(self, request: protocol.Request, data: bytes) -> Generator[protocol.Reply, None, None]:
        """Yield the process's replies; end the process unless the last of them came."""
        with self._lock:
            finished = False
            try:
                for reply in self._supervisor.child().ask(request, data):
                    finished = is_last(reply)
                    if isinstance(reply, protocol.ReadFailure):
                        raise reply.exception()
                    yield reply
            finally:
                if not finished:
                    self._supervisor.end()


def _is_safe_text(file: LoadedFile) -> bool:
    """Return True for plain text, and Markdown of ordinary size: they can do no harm and need no process.

    What may be a package or JSON is not even looked into here: telling its format takes parsing it.
    """
    if file.data.startswith(b"PK") or file.data[:_LEADING_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (
        b"",
        b"{",
        b"[",
    ):
        return False
    found = detect_format(file.data, file.path)
    return found is Format.TEXT or (found is Format.MARKDOWN and len(file.data) <= _SAFE_MARKDOWN_BYTES)
