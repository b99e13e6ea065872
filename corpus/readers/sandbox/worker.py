"""The process that reads files nobody vouches for. It limits and confines itself, and a file may kill it.

`python -m corpus.readers.sandbox.worker MEMORY_BYTES SECONDS` takes frames of a request and of a file's bytes on
standard input, and answers each pair with a frame for each document, then one that says how it ended, or with
the picture of a page. An error that no reader foresaw ends it, and the other side takes note.
"""

from __future__ import annotations

import signal
import sys
import tempfile
from functools import partial
from typing import IO, TYPE_CHECKING

from corpus.errors import ReadError, TooLarge
from corpus.messages import Message
from corpus.processes.frames import messages, send
from corpus.processes.lockdown.confinement import confine_programs, confine_reader
from corpus.processes.lockdown.programs import start_runner
from corpus.processes.memory_watch import MemoryWatch
from corpus.processes.worker import end_with_parent, take_standard_output
from corpus.readers import ReadOptions, read
from corpus.readers.legacy import libreoffice
from corpus.readers.ocr import tesseract
from corpus.readers.sandbox import protocol
from corpus.readers.sidecars import SideCar, apply_side_car
from corpus.store.preparation import prepared_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corpus.processes.lockdown.confinement import Layer

_LEAST_SECONDS = 0.01
_memory = MemoryWatch()
_FILE_BYTES = 512 * 2**20
"""Size of a file that may be written, which only LibreOffice does."""


def main(memory_bytes: int, seconds: float) -> None:
    """Answer requests until standard input ends, confined, with a limit on memory for all and on time for each."""
    _limit_resources(memory_bytes)
    refused = _confine(tempfile.gettempdir())
    end_with_parent()
    received = messages(sys.stdin.buffer)
    with take_standard_output() as replies:
        if refused:
            _send_reply(replies, protocol.Unconfined(refused))
        for request, data in zip(received, received, strict=False):
            asked = protocol.decode_request(request)
            _allow_time(asked.seconds if isinstance(asked, protocol.ReadRequest) else seconds)
            for reply in _answer(asked, data, partial(_send_reply, replies)):
                _send_reply(replies, reply)


def _send_reply(stream: IO[bytes], reply: protocol.Reply) -> None:
    send(stream, protocol.encode(reply))


def _answer(
    request: protocol.Request, data: bytes, send_meanwhile: Callable[[protocol.Reply], None]
) -> Iterator[protocol.Reply]:
    """Yield the replies to one request; `send_meanwhile` sends what cannot wait for the next."""
    try:
        if isinstance(request, protocol.ImageRequest):
            yield protocol.DrawnPage(_render_image(request, data))
            return
        recognition = _Recognition(request, send_meanwhile)
        options = ReadOptions(
            pages=request.pages,
            languages=request.languages,
            ocr_seconds=request.ocr_seconds,
            encoding=request.encoding,
            ocr_threads=request.ocr_threads,
            on_scanned=recognition.begin,
            on_recognised=recognition.note_page,
            growing_at_most=_memory.growing_at_most,
        )
        said = SideCar(b"", request.said) if request.said is not None else None
        parts = (apply_side_car(part, said) for part in read(data, request.path, options))
        for part in prepared_parts(parts, request.passages):
            yield protocol.ReadPart(part)
        yield protocol.End()
    except ReadError as error:
        yield protocol.ReadFailure.of(error)
    except MemoryError:
        yield protocol.ReadFailure.of(_out_of_memory())


class _Recognition:
    """Counts the pages of a file that are read as pictures, gives them time, and tells how far it is."""

    def __init__(self, request: protocol.ReadRequest, tell: Callable[[protocol.Reply], None]) -> None:
        self._request = request
        self._tell = tell
        self._pages = self._done = 0

    def begin(self, pages: int) -> None:
        """Note that so many more pages are to be read."""
        allowed = min(pages, self._request.pages - self._pages)
        self._pages += allowed
        _allow_time(_time_left() + allowed * self._request.ocr_seconds)
        self._tell(protocol.ScannedPages(self._pages, self._done))

    def note_page(self) -> None:
        """Note that another page has been read."""
        self._done += 1
        self._tell(protocol.ScannedPages(self._pages, self._done))


def _out_of_memory() -> TooLarge:
    return TooLarge(Message("it needs more memory than Besa gives one file; split it into smaller files"))


def _render_image(request: protocol.ImageRequest, data: bytes) -> bytes:
    from corpus.readers.pdf.memory import memory_to_draw
    from corpus.readers.pdf.page_image import page_image  # Pillow and PDFium take time to load

    with _memory.growing_at_most(memory_to_draw(data)):
        return page_image(data, request.page, request.rectangles, request.width)


def _confine(folder: str) -> tuple[Layer, ...]:
    """Take from this process all that reading does not need; programs are run for it by another.

    Returns what the system refused of it.
    """
    if sys.platform != "linux":
        return ()
    office, ocr = libreoffice.program(), tesseract.program()
    if programs := [path for path in (office, ocr) if path is not None]:
        start_runner(programs, partial(confine_programs, folder, programs))
    return confine_reader(folder)


def _limit_resources(memory_bytes: int) -> None:
    """Limit what this process may take up, on systems that can; the time limit of the other side holds everywhere."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_BYTES, _FILE_BYTES))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _allow_time(seconds: float) -> None:
    """Let this process be ended by SIGPROF once it has used so much processor time, of all its threads, from now on."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_PROF, max(_LEAST_SECONDS, seconds))


def _time_left() -> float:
    return 0.0 if sys.platform == "win32" else signal.getitimer(signal.ITIMER_PROF)[0]


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
