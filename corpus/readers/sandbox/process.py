"""The reading process as its owner sees it: it is asked about one file after the other, under limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.errors import DamagedFile, TooLarge
from corpus.messages import Message
from corpus.processes.child_process import ChildProcess, ProcessDied, TimeLimit
from corpus.readers.sandbox import protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

CRASHED = Message(
    "the reader crashed on this file, so it is corrupt or malicious; open it in its program and save it again"
)
"""The reason given for a file that ended the process, or made it reply with something else."""
_LAST = (protocol.End, protocol.ReadFailure, protocol.DrawnPage)
"""Replies that nothing follows."""


class ReadingProcess(ChildProcess):
    """One reading process.

    Args:
        memory_bytes: Memory that it may use (on Linux), so the longest message, too.
        seconds: Time that it may take for a file, besides the time for recognising text in scanned pages.
    """

    def __init__(self, memory_bytes: int, seconds: float) -> None:
        module = "corpus.readers.sandbox.worker"
        super().__init__(module, memory_bytes, seconds, most_bytes=memory_bytes, quiet=True)
        self._seconds = seconds

    def ask(self, request: protocol.Request, data: bytes) -> Iterator[protocol.Reply]:
        """Yield the replies about one file, to the last.

        Raises:
            TooLarge: Waiting for them took more seconds in all than the file may take.
            DamagedFile: The process died, or replied with something else.
        """
        limit = TimeLimit(self._seconds, self.kill)
        try:
            with limit:
                self.send(protocol.encode(request), data)
            reply: protocol.Reply | None = None
            while not isinstance(reply, _LAST):
                with limit:
                    reply = protocol.decode_reply(self.receive())
                if not isinstance(reply, protocol.ScannedPages):
                    yield reply
                elif isinstance(request, protocol.ReadRequest):
                    limit.extend(min(reply.pages, request.pages) * request.ocr_seconds)
        except (ProcessDied, ValueError) as error:
            if limit.exceeded:
                raise TooLarge(
                    Message(
                        "reading it took longer than {seconds} seconds; split it into smaller files",
                        seconds=f"{self._seconds:g}",
                    )
                ) from error
            raise DamagedFile(CRASHED) from error


def is_last(reply: protocol.Reply) -> bool:
    """Return True for a reply that nothing follows."""
    return isinstance(reply, _LAST)
