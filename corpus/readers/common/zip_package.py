"""ZIP packages (DOCX, PPTX, XLSX, EPUB): what they hold, looked at before anything is unpacked."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

from corpus.errors import DamagedFile, EncryptedFile, TooLarge
from corpus.messages import Message

MAX_UNPACKED_BYTES = 300 * 2**20
"""Bytes that a package may unpack to."""
_HARMLESS_BYTES = 16 * 2**20
"""Bytes that it may unpack to whatever its own size."""
_MAX_RATIO = 100
"""Times its own size that a package may unpack to beyond that."""
_MAX_PARTS = 20_000
_ENCRYPTED = 0x1
NEEDS_PASSWORD = Message("it needs a password; save a copy without one and add that")
"""The reason given for any file that is encrypted."""
_NOT_WHOLE = (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError)
DAMAGED = Message("it is cut short or damaged; copy or download it again, or save it again")
"""The reason given for a package that is not whole."""


def part_names(data: bytes) -> set[str]:
    """Return the names of a package's parts.

    Raises:
        DamagedFile: It is not a whole ZIP file.
    """
    return {part.filename for part in _list_parts(data)}


def part_bytes(data: bytes, name: str, most: int) -> bytes:
    """Return the first bytes of a part, at most so many.

    Raises:
        DamagedFile: It is not a whole ZIP file, or the part is damaged.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as package, package.open(name) as part:
            return part.read(most)
    except (*_NOT_WHOLE, zlib.error, KeyError, EOFError, RuntimeError, OSError) as error:
        raise DamagedFile(DAMAGED) from error


def check_package(data: bytes) -> None:
    """Check that a package can be unpacked without harm.

    Raises:
        EncryptedFile: A part needs a password.
        TooLarge: It would unpack to more than 300 MiB, or to more than 16 MiB and 100 times its size, or has more than
            20,000 parts.
        DamagedFile: It is not a whole ZIP file.
    """
    parts = _list_parts(data)
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise EncryptedFile(NEEDS_PASSWORD)
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED_BYTES or unpacked > max(_HARMLESS_BYTES, _MAX_RATIO * len(data)):
        raise TooLarge(
            Message(
                "it would unpack from {size:,} to {unpacked:,} bytes, more than Besa opens; "
                "save the text you need as a smaller file",
                size=len(data),
                unpacked=unpacked,
            )
        )
    if len(parts) > _MAX_PARTS:
        raise TooLarge(
            Message(
                "it is made of {parts:,} parts, more than Besa opens; split it into smaller files", parts=len(parts)
            )
        )


def _list_parts(data: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            return package.infolist()
    except _NOT_WHOLE as error:
        raise DamagedFile(DAMAGED) from error
