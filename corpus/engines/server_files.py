"""What a library on a server keeps for all machines that use it: originals, uploads, what belongs to the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

UPLOADS = "page"
"""The source of files that come through the page of a library on a server, whichever machine took them."""


class KeptFiles(Protocol):
    """Small files by name, such as "users.json" or "shared/0f3a….json". Each is written whole or not at all.

    Raises OSError of files in a folder, LibraryErrors of those on a server.
    """

    def read(self, name: str) -> bytes | None:
        """Return what a file holds; None where there is none."""
        ...

    def write(self, name: str, content: bytes) -> None:
        """Write a file that nobody else on its machine may read, in place of the one of that name."""
        ...

    def delete(self, name: str) -> None:
        """Delete a file, if it is there."""
        ...

    def ages(self, folder: str) -> dict[str, float]:
        """Return the seconds since each file of a folder was written, by its name in that folder."""
        ...


class ServerFiles(Protocol):
    """What a library on a server keeps beside its documents."""

    @property
    def kept(self) -> KeptFiles:
        """Small files that belong to the page: shared answers, users, and the key of its cookies."""
        ...

    def original(self, document: str) -> bytes | None:
        """Return the file that a document was read from, byte for byte; None where it is not kept.

        Raises LibraryDamaged where it is not what was added.
        """
        ...

    def upload_bytes(self) -> int:
        """Return the bytes of all files that came through the page."""
        ...

    def uploading(self) -> AbstractContextManager[None]:
        """Let all that this thread stores in the block be one transaction, of one at a time of all machines."""
        ...

    def made(self, name: str, content: bytes) -> bytes:
        """Return what the file of a name holds, made with `content` where there is none: the same on all machines."""
        ...

    def keep_original(self, fingerprint: str, data: bytes) -> None:
        """Keep the bytes of a content that came without them."""
        ...

    def without_original(self) -> Sequence[tuple[str, str, str]]:
        """Return path, fingerprint and SHA-256 of the files that are not kept."""
        ...
