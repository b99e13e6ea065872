"""The process that reads files nobody vouches for. It limits its own memory and time, and a file may kill it.

`python -m corpus.readers.sandbox.worker MEMORY_BYTES SECONDS` takes frames of a request and of a file's bytes on
standard input, and answers each pair with a frame for each document, then one that says how it ended, or with
the picture of a page. An error that no reader foresaw ends it, and the other side takes note.
"""

from __future__ import annotations

import math
import os
import sys
from functools import partial
from typing import TYPE_CHECKING

from corpus.errors import ReadError, TooLarge
from corpus.readers import Options, read
from corpus.readers.sandbox import protocol as wire
from corpus.readers.sandbox.frames import receive, send

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def main(memory_bytes: int, seconds: float) -> None:
    _limit_memory(memory_bytes)
    requests = sys.stdin.buffer
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        while True:
            try:
                asked = wire.request_from(receive(requests))
                data = receive(requests)
            except EOFError:
                return
            _limit_time(seconds)
            for reply in _replies(asked, data, partial(send, answers)):
                send(answers, reply)


def _replies(
    asked: wire.ReadRequest | wire.ImageRequest, data: bytes, meanwhile: Callable[[bytes], None]
) -> Iterator[bytes]:
    try:
        if isinstance(asked, wire.ImageRequest):
            yield _image(asked, data)
            return
        options = Options(asked.pages, asked.languages, asked.ocr_seconds, lambda n: meanwhile(wire.scanned(n)))
        for part in read(data, asked.path, options):
            yield wire.success(part)
        yield wire.end()
    except ReadError as error:
        yield wire.failure(error)
    except MemoryError:
        yield wire.failure(TooLarge("it needs more memory than Besa gives one file; split it into smaller files"))


def _image(asked: wire.ImageRequest, data: bytes) -> bytes:
    from corpus.readers.pdf.page_image import page_image  # Pillow and PDFium take time to load

    return page_image(data, asked.page, asked.rectangles, asked.width)


def _limit_memory(memory_bytes: int) -> None:
    """Not every system knows such limits; the time limit of the other side holds everywhere."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _limit_time(seconds: float) -> None:
    """The other side ends what takes too long; this holds where it was ended itself."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    soft = math.ceil(used.ru_utime + used.ru_stime + 2 * seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft if most == resource.RLIM_INFINITY else min(soft, most), most))


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
