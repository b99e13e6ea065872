"""The process that reads files nobody vouches for. It limits its own memory and time, and a file may kill it.

`python -m corpus.readers.sandbox.worker MEMORY_BYTES SECONDS` takes frames of a request and of a file's bytes on
standard input, and answers each pair with a frame for each document, then one that says how it ended, or with
the picture of a page. An error that no reader foresaw ends it, and the other side takes note.
"""

from __future__ import annotations

import math
import sys
from functools import partial
from typing import IO, TYPE_CHECKING

from corpus.errors import ReadError, TooLarge
from corpus.messages import Message
from corpus.processes.frames import messages, send
from corpus.processes.worker import end_with_parent, take_standard_output
from corpus.readers import ReadOptions, read
from corpus.readers.sandbox import protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def main(memory_bytes: int, seconds: float) -> None:
    """Answer requests until standard input ends, with a limit on memory for all and on time for each."""
    _limit_memory(memory_bytes)
    end_with_parent()
    received = messages(sys.stdin.buffer)
    with take_standard_output() as replies:
        for request, data in zip(received, received, strict=False):
            _limit_time(seconds)
            for reply in _answer(protocol.decode_request(request), data, partial(_send_reply, replies)):
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
        options = ReadOptions(
            pages=request.pages,
            languages=request.languages,
            ocr_seconds=request.ocr_seconds,
            encoding=request.encoding,
            on_scanned=lambda pages: send_meanwhile(protocol.ScannedPages(pages)),
        )
        for part in read(data, request.path, options):
            yield protocol.ReadPart(part)
        yield protocol.End()
    except ReadError as error:
        yield protocol.ReadFailure.of(error)
    except MemoryError:
        yield protocol.ReadFailure.of(_out_of_memory())


def _out_of_memory() -> TooLarge:
    return TooLarge(Message("it needs more memory than Besa gives one file; split it into smaller files"))


def _render_image(request: protocol.ImageRequest, data: bytes) -> bytes:
    from corpus.readers.pdf.page_image import page_image  # Pillow and PDFium take time to load

    return page_image(data, request.page, request.rectangles, request.width)


def _limit_memory(memory_bytes: int) -> None:
    """Limit this process's memory, on systems that can; the time limit of the other side holds everywhere."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _limit_time(seconds: float) -> None:
    """Limit the time of the next file; the other side ends what takes too long, but may have been ended itself."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    soft = math.ceil(used.ru_utime + used.ru_stime + 2 * seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft if most == resource.RLIM_INFINITY else min(soft, most), most))


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
