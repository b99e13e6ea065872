"""Standard output of a command: all of it is written, or the command fails."""

from __future__ import annotations

import io
import os
import select
import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

from bot.errors import OutputFailed
from corpus.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def whole_output() -> Iterator[None]:
    """Let everything that is printed inside reach the file, pipe or terminal that it goes to.

    A letter that the encoding lacks is printed as its number, as on standard error. Raises OutputFailed where something
    could not be written: inside, or at the end, in place of an exit with status 0.
    """
    before = sys.stdout
    sys.stdout = output = _checked(before)
    try:
        yield
    finally:
        try:
            output.flush()
        except OutputFailed:
            _discard(output)
            raise
        finally:
            sys.stdout = before


class _CheckedFile(io.FileIO):
    """A file descriptor that reports a failed write as OutputFailed, and waits for one that is not ready."""

    def write(self, data: Any, /) -> int:
        """Write at least a part of `data`, and return how much; the buffer above writes the rest."""
        try:
            while (written := super().write(data)) is None:
                select.select([], [self], [])
        except OSError as error:
            raise output_failed(error) from error
        return written


def output_failed(error: OSError) -> OutputFailed:
    """Return what a command ends with whose output could not be written."""
    return OutputFailed(
        Message(
            "The output is not whole: it could not be written ({reason}). Make room, or send it elsewhere, and "
            "give the command again.",
            reason=error.strerror or str(error),
        )
    )


def _checked(output: IO[str] | None) -> Any:
    """Return a stream to where `output` goes; one that is no file of the system stays as it is."""
    if output is None:  # closed by whoever started the command; no other file may get its number
        return _stream(os.open(os.devnull, os.O_RDONLY), "utf-8", lines=False)
    if not isinstance(output, io.TextIOWrapper):
        return output
    binary = output.buffer  # without a buffer of its own, a short write would go unnoticed
    if type(getattr(binary, "raw", binary)) is not io.FileIO:  # a console of Windows, or what stands in for a terminal
        output.reconfigure(errors="backslashreplace")
        return output
    output.flush()
    return _stream(output.fileno(), output.encoding, lines=output.line_buffering or output.write_through)


def _stream(descriptor: int, encoding: str, *, lines: bool) -> io.TextIOWrapper:
    buffered = io.BufferedWriter(_CheckedFile(descriptor, "wb", closefd=False))
    return io.TextIOWrapper(buffered, encoding, errors="backslashreplace", line_buffering=lines)


def _discard(output: Any) -> None:
    """Let what is still buffered go nowhere, for Python writes it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), output.fileno())
