"""ZIP packages (DOCX, PPTX, XLSX, EPUB): what they hold, looked at before anything is unpacked."""

from __future__ import annotations

import zipfile
from io import BytesIO

from corpus.errors import DamagedFile, EncryptedFile, TooLarge

MOST_BYTES = 300 * 2**20
"""What a package may unpack to."""
_UNSUSPICIOUS_BYTES = 16 * 2**20
_HIGHEST_RATIO = 100
_MOST_PARTS = 20_000
_ENCRYPTED = 0x1


def names_in(data: bytes) -> set[str]:
    """The names of a package's parts. Raises DamagedFile."""
    return {part.filename for part in _listed(data)}


def check_package(data: bytes) -> None:
    """Raises EncryptedFile, TooLarge for what would unpack to much more than it should, and DamagedFile."""
    parts = _listed(data)
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise EncryptedFile("it needs a password; save a copy without one and add that")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_BYTES or unpacked > max(_UNSUSPICIOUS_BYTES, _HIGHEST_RATIO * len(data)):
        raise TooLarge(
            f"it would unpack from {len(data):,} to {unpacked:,} bytes, more than Besa opens; "
            "save the text you need as a smaller file"
        )
    if len(parts) > _MOST_PARTS:
        raise TooLarge(f"it is made of {len(parts):,} parts, more than Besa opens; split it into smaller files")


def _listed(data: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            return package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError) as error:
        raise DamagedFile("it is cut short or damaged; copy or download it again, or save it anew") from error
