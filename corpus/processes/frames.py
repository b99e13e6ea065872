"""Messages between Besa's own processes, over a pipe: a length and that many bytes. Nothing is pickled."""

from __future__ import annotations

import struct
import sys
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LENGTH = struct.Struct(">Q")
ANY_LENGTH = sys.maxsize
"""Longest message that can be received at all, in bytes."""


def send(stream: IO[bytes], message: bytes) -> None:
    """Write a message and flush the stream."""
    stream.write(_LENGTH.pack(len(message)))
    stream.write(message)
    stream.flush()


def receive(stream: IO[bytes], most_bytes: int = ANY_LENGTH) -> bytes:
    """Return the next message.

    Raises:
        EOFError: The other side has gone away.
        ValueError: The message is said to be longer than `most_bytes`; none of it is read.
    """
    (length,) = _LENGTH.unpack(_read_exactly(stream, _LENGTH.size))
    if length > most_bytes:
        raise ValueError(f"a message of {length} bytes, where {most_bytes} may come")
    return _read_exactly(stream, length)


def messages(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield one message after the other until the other side goes away."""
    while True:
        try:
            message = receive(stream)
        except EOFError:
            return
        yield message


def _read_exactly(stream: IO[bytes], length: int) -> bytes:
    data = stream.read(length)
    if len(data) != length:
        raise EOFError(f"{len(data)} of {length} bytes came before the other side went away")
    return data
