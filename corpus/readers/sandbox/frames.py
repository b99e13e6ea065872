"""Messages between Besa's own processes, over a pipe: a length and that many bytes. Nothing is pickled."""

from __future__ import annotations

import struct
from typing import IO

_LENGTH = struct.Struct(">Q")


def send(stream: IO[bytes], message: bytes) -> None:
    """Write a message and flush the stream."""
    stream.write(_LENGTH.pack(len(message)))
    stream.write(message)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes:
    """Return the next message.

    Raises:
        EOFError: The other side has gone away.
    """
    (length,) = _LENGTH.unpack(_read_exactly(stream, _LENGTH.size))
    return _read_exactly(stream, length)


def require_pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    """Return a pipe of a process that was started with it.

    Raises:
        ValueError: It was started without.
    """
    if pipe is None:
        raise ValueError("the process was started without its pipes")
    return pipe


def _read_exactly(stream: IO[bytes], length: int) -> bytes:
    data = stream.read(length)
    if len(data) != length:
        raise EOFError(f"{len(data)} of {length} bytes came before the other side went away")
    return data
