"""A path in, its documents out. What libraries parse is read in a process of its own, under limits."""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import sys
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from corpus.errors import DamagedFile, ReadError, TooLarge, UnsupportedFile
from corpus.readers import Format, detect_format, read
from corpus.readers.sandbox import protocol
from corpus.readers.sandbox.frames import opened, receive, send
from corpus.readers.sidecars import described, read_side_car, side_car_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence
    from types import TracebackType

    from corpus.documents import Part
    from corpus.printed_layout import Rectangle
    from corpus.readers.sidecars import SideCar

_MIB = 2**20
_ROOT = Path(__file__).resolve().parents[3]
_QUICK_MARKDOWN_BYTES = 256 * 1024
_LOOKED_AT = 4096
_OPENING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_FRESH_NS = 2_000_000_000
_READ_ATTEMPTS = 3
"""Attempts to read a file that keeps changing."""
_CRASHED = "the reader crashed on this file, so it is corrupt or malicious; open it in its program, and save it again"
_LAST = (protocol.End, protocol.ReadFailure, protocol.DrawnPage)
"""Replies that nothing follows."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost: its size, the memory (on Linux) and the time that reading it takes, a PDF's pages.

    Each page that is a picture adds `ocr_seconds` at most; `ocr_languages` are Tesseract's names ("eng+sqi") of those
    to look for, all that are installed where none are named.
    """

    file_bytes: int = 200 * _MIB
    memory_bytes: int = 4096 * _MIB
    seconds: float = 120.0
    pages: int = 5000
    ocr_seconds: float = 60.0
    ocr_languages: str = ""


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """A file's bytes as they were at one moment, its absolute path without links, their SHA-256 and its stamp.

    `fingerprint` tells one content from another: it is the digest of all that the documents are made from.
    """

    path: str
    data: bytes
    sha256: str
    stamp: str
    side_car: SideCar | None = None

    @property
    def fingerprint(self) -> str:
        if self.side_car is None:
            return self.sha256
        return hashlib.sha256(self.sha256.encode() + b" " + self.side_car.data).hexdigest()


class Reader:
    """Reads files one at a time, whichever thread asks; use it as a context manager.

    Its process starts with the first file that needs one. A file that crashes it, or takes too long or too
    much memory, fails alone: the next one gets a fresh process.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._worker: _Worker | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the process, if there is one; reading again starts another."""
        with self._lock:
            self._dismiss()

    def load(self, path: Path) -> LoadedFile:
        """The bytes and their hash, for telling whether a file has changed before the work of parsing it.

        While something is wrong with its side-car it has no stamp, so that this is said each time.
        """
        name = true_path(path)
        stamp = stamp_of(Path(name))
        side_car = read_side_car(Path(name))
        data = _bytes_of(path, self._limits.file_bytes)
        stamp = "" if side_car is not None and side_car.problem else stamp
        return LoadedFile(name, data, hashlib.sha256(data).hexdigest(), stamp, side_car)

    def parse(self, file: LoadedFile) -> Iterator[Part]:
        """The documents in exactly the loaded bytes, one at least; raises `ReadError`, also after some of them."""
        parts = read(file.data, file.path) if _is_quick(file) else self._parse_apart(file)
        return (described(part, file.side_car) for part in parts)

    def page_image(
        self, path: Path, sha256: str, page: int, rectangles: Sequence[Rectangle] = (), width: int = 1000
    ) -> bytes:
        """PNG of a page of a PDF with the rectangles marked on it, if the file still has this SHA-256.

        Raises `ReadError` where it has not, or cannot be drawn.
        """
        file = self.load(path)
        if file.sha256 != sha256:
            raise ReadError("it has changed since it was added; add it again")
        if detect_format(file.data, file.path) is not Format.PDF:
            raise UnsupportedFile("it is no PDF, and only the pages of a PDF can be drawn")
        (reply,) = self._ask(protocol.ImageRequest(page, width, tuple(rectangles)), file.data)
        if not isinstance(reply, protocol.DrawnPage):
            raise DamagedFile(_CRASHED)
        return reply.png

    def _parse_apart(self, file: LoadedFile) -> Iterator[Part]:
        limits = self._limits
        request = protocol.ReadRequest(file.path, limits.pages, limits.ocr_languages, limits.ocr_seconds)
        with closing(self._ask(request, file.data)) as replies:
            for reply in replies:
                if isinstance(reply, protocol.ReadPart):
                    yield reply.part

    def _ask(self, request: protocol.Request, data: bytes) -> Generator[protocol.Reply, None, None]:
        with self._lock:
            if self._worker is None:
                self._worker = _Worker(self._limits)
            finished = False
            try:
                for reply in self._worker.ask(request, data):
                    finished = isinstance(reply, _LAST)
                    if isinstance(reply, protocol.ReadFailure):
                        raise reply.exception()
                    yield reply
            finally:
                if not finished:
                    self._dismiss()

    def _dismiss(self) -> None:
        if self._worker is not None:
            self._worker.end()
            self._worker = None


class _Worker:
    """One reading process and the pipes to it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process = subprocess.Popen(
            [sys.executable, "-m", "corpus.readers.sandbox.worker", str(limits.memory_bytes), str(limits.seconds)],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def ask(self, request: protocol.Request, data: bytes) -> Iterator[protocol.Reply]:
        """Yield the replies to one file, to the last.

        Raises:
            TooLarge: Waiting for them took more seconds in all than the limits give.
            DamagedFile: The process died, or replied with something else.
        """
        requests, replies = opened(self._process.stdin), opened(self._process.stdout)
        clock = _Clock(self._limits.seconds, self._process.kill)
        try:
            with clock:
                send(requests, protocol.encode(request))
                send(requests, data)
            reply: protocol.Reply | None = None
            while not isinstance(reply, _LAST):
                with clock:
                    reply = protocol.decode_reply(receive(replies))
                if isinstance(reply, protocol.ScannedPages):
                    clock.add(min(reply.pages, self._limits.pages) * self._limits.ocr_seconds)
                else:
                    yield reply
        except (EOFError, BrokenPipeError, ValueError) as error:
            if clock.overdue:
                raise TooLarge(
                    f"reading it took longer than {self._limits.seconds:g} seconds; split it into smaller files"
                ) from error
            raise DamagedFile(_CRASHED) from error

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            try:
                opened(pipe).close()
            except BrokenPipeError:
                continue


class _Clock:
    """Counts the seconds inside its `with` blocks, and calls `alarm` when they are used up."""

    def __init__(self, seconds: float, alarm: Callable[[], None]) -> None:
        self._left = seconds
        self._alarm = alarm
        self.overdue = False

    def __enter__(self) -> None:
        self._started = time.monotonic()
        self._timer = threading.Timer(max(0.0, self._left), self._ring)
        self._timer.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        self._left -= time.monotonic() - self._started

    def add(self, seconds: float) -> None:
        self._left += seconds

    def _ring(self) -> None:
        self.overdue = True
        self._alarm()


def _is_quick(file: LoadedFile) -> bool:
    """Plain text, and Markdown of ordinary size, can do no harm and are read without a process.

    What may be a package or JSON is not even looked into here: telling its kind takes parsing it.
    """
    if file.data.startswith(b"PK") or file.data[:_LOOKED_AT].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"", b"{", b"["):
        return False
    found = detect_format(file.data, file.path)
    return found is Format.TEXT or (found is Format.MARKDOWN and len(file.data) <= _QUICK_MARKDOWN_BYTES)


def true_path(path: Path) -> str:
    """The absolute path without links, as it is stored. Raises ReadError for one that cannot be written as text."""
    found = os.path.realpath(path)  # Path.resolve raises for links in a circle
    try:
        found.encode()
    except UnicodeEncodeError as error:
        raise ReadError("its name is not valid UTF-8; rename it and add it again") from error
    return found


def stamp_of(path: Path) -> str:
    """Changes whenever the file does, or its side-car: sizes, times, places on the disk.

    Empty while it is too fresh to be sure of: what was changed in the last two seconds may change again without its
    times showing it.
    """
    own = _stamp(path)
    beside = _stamp(side_car_of(path))
    return "" if own in ("", None) or beside == "" else f"{own} {beside}" if beside else f"{own}"


def is_gone(path: str) -> bool:
    """Whether there is no such file any more. One that cannot be looked at just now is not gone."""
    try:
        return not stat.S_ISREG(Path(path).stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False


def _stamp(path: Path) -> str | None:
    """Empty while it is too fresh; None where there is no such file."""
    try:
        status = path.stat()
    except OSError:
        return None
    if time.time_ns() - max(status.st_mtime_ns, status.st_ctime_ns) < _FRESH_NS:
        return ""
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_dev} {status.st_ino}"


def _bytes_of(path: Path, most: int) -> bytes:
    """The bytes as they were at one moment: a file that is being written to is read again, a few times."""
    try:
        for _ in range(_READ_ATTEMPTS):
            before = _status_of_file(path.stat(), most)
            with os.fdopen(os.open(path, _OPENING), "rb") as file:
                _status_of_file(os.fstat(file.fileno()), most)
                data = file.read(most + 1)
                after = os.fstat(file.fileno())
            if len(data) > most:
                raise _too_large(most)
            if _version(before) == _version(after):
                return data
    except FileNotFoundError as error:
        raise ReadError("it is not there any more, or is a link to nothing; check the path") from error
    except PermissionError as error:
        raise ReadError("it may not be read; give yourself permission to read it and add it again") from error
    except OSError as error:
        raise ReadError(f"the system cannot read it ({error.strerror}); check the disk or the path") from error
    raise ReadError("it changed each time it was read; add it again when nobody is writing to it")


def _status_of_file(status: os.stat_result, most: int) -> os.stat_result:
    """Raises UnsupportedFile for what is no file: a pipe would be read for ever, and TooLarge."""
    if not stat.S_ISREG(status.st_mode):
        raise UnsupportedFile("this is not a file but a folder, pipe or device; name the files to add")
    if status.st_size > most:
        raise _too_large(most)
    return status


def _version(status: os.stat_result) -> tuple[int, ...]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _too_large(most: int) -> TooLarge:
    return TooLarge(f"it is larger than {most / _MIB:,.0f} MiB; split it into smaller files")
