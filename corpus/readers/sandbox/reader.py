"""A path in, its documents out. What libraries parse is read in a process of its own, under limits."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from queue import LifoQueue
from typing import TYPE_CHECKING, Self

from corpus.errors import DamagedFile, ReadError, UnsupportedFile
from corpus.messages import Message
from corpus.processes.capacity import cores, processes_at_once
from corpus.processes.supervisor import Supervisor
from corpus.readers import Format, ReadOptions, detect_format, read
from corpus.readers.loaded_file import LoadedFile, load_file
from corpus.readers.sandbox import protocol
from corpus.readers.sandbox.process import CRASHED, ReadingProcess, is_last
from corpus.readers.sidecars import apply_side_car
from corpus.store.preparation import prepared_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

    from corpus.documents import Part
    from corpus.printed_layout import Rectangle

_MIB = 2**20
_SAFE_BYTES = 256 * 1024
"""Size up to which text and Markdown are read without a process."""
_LEAST_SECONDS = 30.0
"""Processor time that a file may take however small it is, where all may take as much."""
_LEADING_BYTES = 4096
"""Bytes in which the first visible character of a file is looked for."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Most that reading one file may cost.

    Attributes:
        file_bytes: Size of the file.
        memory_bytes: Memory of the reading process (on Linux).
        seconds: Processor time to read it and divide it into passages, without the recognition of text in scanned
            pages; a small file may take less (`seconds_for`).
        pages: Pages of a PDF.
        ocr_seconds: Processor time to recognise the text of one scanned page.
        ocr_languages: Tesseract's names of the languages to look for ("eng+sqi"); all that are installed if empty.
        passages: Passages that it becomes.
    """

    file_bytes: int = 200 * _MIB
    memory_bytes: int = 4096 * _MIB
    seconds: float = 120.0
    pages: int = 5000
    ocr_seconds: float = 60.0
    ocr_languages: str = ""
    passages: int = 250_000

    def seconds_for(self, size: int) -> float:
        """Return the processor time that a file of `size` bytes may take: a quarter, and as much for each MiB."""
        return min(self.seconds, max(_LEAST_SECONDS, self.seconds / 4) * (1 + size / _MIB))


class Reader:
    """Reads files, `at_once` at a time at most, whichever threads ask; use it as a context manager.

    A process starts with the first file that needs one, and another where all are busy. A file that crashes its
    process, or takes too long or too much memory, fails alone: the next one gets a fresh process.

    Args:
        limits: Most that one file may cost.
        encoding: The one that the person says text is in.
        at_once: Files that may be read at a time; as many as the machine has room for if it is None.
        on_recognised: Told of a file's path, how many of its pages were read as pictures, and how many there are; in
            the thread that asked for the file.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        encoding: str = "",
        *,
        at_once: int | None = 1,
        on_recognised: Callable[[str, int, int], None] = lambda *_: None,
    ) -> None:
        self.encoding = encoding
        self.limits = self._limits = limits or Limits()
        self.at_once = at_once or processes_at_once(self._limits.memory_bytes)
        self._on_recognised = on_recognised
        self._supervisors = [Supervisor(self._start) for _ in range(self.at_once)]
        self._idle: LifoQueue[Supervisor[ReadingProcess]] = LifoQueue()
        for each in self._supervisors:
            self._idle.put(each)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the processes, if there are any; files that they are reading fail, and reading again starts others."""
        for each in self._supervisors:
            each.end()

    def load(self, path: Path, encoding: str = "") -> LoadedFile:
        """Load a file's bytes and hash, which tell whether it has changed before the work of parsing it.

        `encoding` is the one that the person said of this file before.

        Raises:
            ReadError: It cannot be read, is no file, or is larger than the limit.
        """
        return load_file(path, self._limits.file_bytes, self.encoding or encoding)

    def parse(self, file: LoadedFile) -> Iterator[Part]:
        """Yield the documents in exactly the loaded bytes, one at least, as its side-car describes them, prepared.

        Raises:
            ReadError: It cannot be read, or not to its end: some documents may have come before.
        """
        if not _is_safe_text(file):
            return self._parse_in_process(file)
        parts = read(file.data, file.path, ReadOptions(encoding=file.said_encoding))
        return prepared_parts((apply_side_car(part, file.side_car) for part in parts), self._limits.passages)

    def page_image(
        self, path: Path, sha256: str, page: int, rectangles: Sequence[Rectangle] = (), width: int = 1000
    ) -> bytes:
        """Return a PNG of a page of the file at a path, as `drawn_page` does.

        Raises:
            UnsupportedFile: It is no PDF and no image.
            ReadError: Its SHA-256 is another by now, it has no such page, or the page cannot be drawn.
        """
        file = self.load(path)
        if file.sha256 != sha256:
            raise ReadError(Message("it has changed since it was added; add it again"))
        return self.drawn_page(file.data, file.path, page, rectangles, width)

    def drawn_page(
        self, data: bytes, path: str, page: int, rectangles: Sequence[Rectangle] = (), width: int = 1000
    ) -> bytes:
        """Return a PNG, `width` pixels wide, of a page of a PDF or an image with the rectangles marked on it.

        `data` are the file's bytes, `path` is where it was. Raises as `page_image` does.
        """
        if not detect_format(data, path).is_printed:
            raise UnsupportedFile(
                Message("this is no PDF and no picture; only their pages can be shown as they were printed")
            )
        (reply,) = self._ask(protocol.ImageRequest(page, width, tuple(rectangles)), data)
        if not isinstance(reply, protocol.DrawnPage):
            raise DamagedFile(CRASHED)
        return reply.png

    def _parse_in_process(self, file: LoadedFile) -> Iterator[Part]:
        limits = self._limits
        threads = max(1, cores() // self.at_once)
        request = protocol.ReadRequest(
            file.path,
            limits.pages,
            limits.ocr_languages,
            limits.ocr_seconds,
            threads,
            file.said_encoding,
            limits.seconds_for(len(file.data)),
            limits.passages,
            file.side_car.metadata if file.side_car is not None else None,
        )
        with closing(self._ask(request, file.data)) as replies:
            for reply in replies:
                if isinstance(reply, protocol.ReadPart):
                    yield reply.part
                elif isinstance(reply, protocol.ScannedPages):
                    self._on_recognised(file.path, reply.done, reply.pages)

    def _start(self) -> ReadingProcess:
        return ReadingProcess(self._limits.memory_bytes, self._limits.seconds)

    def _ask(self, request: protocol.Request, data: bytes) -> Generator[protocol.Reply, None, None]:
        """Yield the process's replies; end the process unless the last of them came."""
        supervisor = self._idle.get()
        finished = False
        try:
            for reply in supervisor.child().ask(request, data):
                finished = is_last(reply)
                if isinstance(reply, protocol.ReadFailure):
                    raise reply.exception()
                yield reply
        finally:
            if not finished:
                supervisor.end()
            self._idle.put(supervisor)


def _is_safe_text(file: LoadedFile) -> bool:
    """Return True for plain text and Markdown of ordinary size: they can do no harm and need no process.

    What may be a package or JSON is not even looked into here: telling its format takes parsing it.
    """
    if (
        len(file.data) > _SAFE_BYTES
        or file.data.startswith(b"PK")
        or file.data[:_LEADING_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
        in (
            b"",
            b"{",
            b"[",
        )
    ):
        return False
    found = detect_format(file.data, file.path, file.said_encoding)
    return found in (Format.TEXT, Format.MARKDOWN)
