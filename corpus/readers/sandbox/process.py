"""The reading process as its owner sees it: it is asked about one file after the other, under limits."""

from __future__ import annotations

import logging
import shutil
import sys
import tempfile
from functools import cache
from typing import TYPE_CHECKING

from corpus.errors import DamagedFile, TooLarge
from corpus.messages import Message
from corpus.processes.child_process import ChildProcess, ProcessDied, TimeLimit
from corpus.processes.lockdown.confinement import without
from corpus.processes.lockdown.environment import small_environment
from corpus.readers.sandbox import protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.processes.lockdown.confinement import Layer

log = logging.getLogger(__name__)

CRASHED = Message(
    "the reader crashed on this file, so it is corrupt or malicious; open it in its program and save it again"
)
"""The reason given for a file that ended the process, or made it reply with something else."""
GROWN = Message(
    "its pages take more memory to read or draw than a file of this size should; if you trust it, open it in its "
    "program, print it to a new PDF, and add that"
)
"""The reason given for a file that made the process grow beyond what it may."""
_PATIENCE = 10 if sys.platform != "win32" else 1
"""Seconds on the clock for each second of processor time: a busy machine is no reason to give up a file."""
_LAST = (protocol.End, protocol.ReadFailure, protocol.DrawnPage)
"""Replies that nothing follows."""


class ReadingProcess(ChildProcess):
    """One reading process, confined (`corpus.processes.lockdown`): it may write into a folder of its own alone.

    Args:
        memory_bytes: Memory that it may use (on Linux), so the longest message, too.
        seconds: Processor time that it may take to draw a page; for reading, the request says it, besides that for
            recognising text in scanned pages. It limits that itself; by the clock it has `_PATIENCE` times as long.
    """

    def __init__(self, memory_bytes: int, seconds: float) -> None:
        self._folder = tempfile.mkdtemp(prefix="besa-reading-")
        super().__init__(
            "corpus.readers.sandbox.worker",
            memory_bytes,
            seconds,
            most_bytes=memory_bytes,
            quiet=True,
            environment=small_environment(self._folder),
        )
        self._seconds = seconds

    def end(self) -> None:
        """Kill the process and what it has started, wait for its end, and delete what they have written."""
        super().end()
        shutil.rmtree(self._folder, ignore_errors=True)

    def ask(self, request: protocol.Request, data: bytes) -> Iterator[protocol.Reply]:
        """Yield the replies about one file, to the last.

        Raises:
            TooLarge: Reading took more seconds, or more memory, than the file may take.
            DamagedFile: The process died, or replied with something else.
        """
        seconds = request.seconds if isinstance(request, protocol.ReadRequest) else self._seconds
        limit, scanned = TimeLimit(_PATIENCE * seconds, self.kill), 0
        try:
            with limit:
                self.send(protocol.encode(request), data)
            reply: protocol.Reply | None = None
            while not isinstance(reply, _LAST):
                with limit:
                    reply = protocol.decode_reply(self.receive())
                if isinstance(reply, protocol.Unconfined):
                    _say_once(reply.refused)
                    continue
                if isinstance(reply, protocol.ScannedPages) and isinstance(request, protocol.ReadRequest):
                    more = max(0, min(reply.pages, request.pages) - scanned)
                    scanned += more
                    limit.extend(_PATIENCE * more * request.ocr_seconds)
                yield reply
        except (ProcessDied, ValueError) as error:
            if limit.exceeded or self.used_up_its_time():
                raise TooLarge(
                    Message(
                        "reading it took longer than {seconds} seconds; split it into smaller files",
                        seconds=f"{seconds:g}",
                    )
                ) from error
            if self.used_up_its_memory():
                raise TooLarge(GROWN) from error
            raise DamagedFile(CRASHED) from error


@cache
def _say_once(refused: tuple[Layer, ...]) -> None:
    log.warning("Files are read by a process that is %s", without(True, True, refused))


def is_last(reply: protocol.Reply) -> bool:
    """Return True for a reply that nothing follows."""
    return isinstance(reply, _LAST)
