"""Errors of files and of the library folder. Every message names the next thing to do.

BesaError                what every package of Besa raises on purpose
└── CorpusError
    ├── ReadError            one file cannot be read; the others can
    │   ├── UnsupportedFile
    │   ├── EmptyFile
    │   │   └── PictureWithoutText
    │   ├── EncryptedFile
    │   ├── DamagedFile
    │   └── TooLarge
    ├── FetchError           an address of the web cannot be fetched, or must not be
    ├── PathNotFound
    ├── NoDocuments          a folder without a single readable file
    ├── UnknownDocument
    └── LibraryError         the library folder itself
        ├── LibraryNotWritable
        ├── LibraryUnreachable   the server that holds it does not answer
        ├── DiskFull
        ├── LibraryDamaged
        ├── LibraryTooNew
        └── LibraryOutdated
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus.messages import Message


class BesaError(Exception):
    """Base of everything that Besa raises on purpose. The message says what went wrong and what to do next."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


class CorpusError(BesaError):
    """Base of everything `corpus` raises on purpose."""


class ReadError(CorpusError):
    """One file cannot be read; the message is shown to the person as the reason."""


class UnsupportedFile(ReadError):
    """No reader knows this kind of file."""


class EmptyFile(ReadError):
    """The file holds no text."""


class PictureWithoutText(EmptyFile):
    """A picture in which OCR finds no word. In a folder it is passed over: most pictures show something else."""


class EncryptedFile(ReadError):
    """The file needs a password."""


class DamagedFile(ReadError):
    """The file is not what it says it is, or is cut short."""


class TooLarge(ReadError):
    """Reading took more time, memory or space than is allowed."""


class FetchError(CorpusError):
    """An address of the web cannot be fetched; the message is shown to the person as the reason."""


class PathNotFound(CorpusError):
    """There is nothing at this path."""


class NoDocuments(CorpusError):
    """The folder holds no file that Besa can read."""


class UnknownDocument(CorpusError):
    """No document of the library goes by this name."""


class LibraryError(CorpusError):
    """The library folder cannot be used as it is."""


class LibraryNotWritable(LibraryError):
    """The library can be read but not changed."""


class LibraryUnreachable(LibraryError):
    """The server that holds the library does not answer, or has ended the connection: nothing of a change is stored."""


class DiskFull(LibraryError):
    """The library's disk has no room left, or fails: nothing of the change is stored."""


class LibraryDamaged(LibraryError):
    """The library's file is not a library, or is broken."""


class LibraryTooNew(LibraryError):
    """A newer Besa made this library."""


class LibraryOutdated(LibraryError):
    """An earlier Besa made this library, and it cannot be brought up to date."""
