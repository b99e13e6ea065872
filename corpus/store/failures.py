"""What SQLite reports as the errors that a person can do something about."""

from __future__ import annotations

import re
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from corpus.errors import DiskFull, LibraryDamaged, LibraryError, LibraryNotWritable
from corpus.messages import Message
from corpus.store.connections import BUSY_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DatabaseError = sqlite3.DatabaseError
"""What SQLite raises where a file is no database, or cannot be read or written: for who copies such files."""
_SIGNS_OF_DAMAGE = re.compile(
    r"malformed JSON|Could not decode to UTF-8|SQL logic error|vtable constructor failed|fts5\w*:|invalid fts5"
    r"|error in tokenizer constructor|no such|duplicate column|foreign key mismatch"
    r"|unrecognized option|wrong number of arguments|table \S+ has no column"
    r"|(?:there is already )?(?:a |an )?(?:table|index|trigger|view)\b.*\balready"  # the noted schema is damaged
)
"""What messages of errors begin with that SQLite does not itself call damage."""


@contextmanager
def translated_errors(database: Path) -> Iterator[None]:
    """Raise the LibraryError that says what to do in place of SQLite's own; errors of the program stay as they are."""
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise
    except sqlite3.OperationalError as error:
        if (known := _operational(database, error)) is None:
            raise
        raise known from error
    except sqlite3.DatabaseError as error:
        raise damaged(database, error) from error
    except UnicodeDecodeError as error:  # SQLite's own message quotes what is no UTF-8
        raise damaged(database, error) from error


def not_writable(folder: Path) -> LibraryNotWritable:
    """Return the error for a library that cannot be changed."""
    return LibraryNotWritable(
        Message(
            "The library {folder} cannot be written to. Check the folder's permissions, or name another with "
            "--library.",
            folder=folder,
        )
    )


def damaged(database: Path, error: Exception) -> LibraryDamaged:
    """Return the error for a file that SQLite cannot make sense of."""
    return LibraryDamaged(
        Message(
            "{file} is damaged ({error}). Mend it with: besa doctor",
            file=database,
            error=str(error),
        )
    )


def as_damage(database: Path, error: Exception) -> LibraryDamaged:
    """Return the error itself where it tells of damage, else one that does."""
    return error if isinstance(error, LibraryDamaged) else damaged(database, error)


def _operational(database: Path, error: sqlite3.OperationalError) -> LibraryError | None:
    folder = database.parent
    name = getattr(error, "sqlite_errorname", "").partition("_")[2]  # Python's own errors have none
    if name.startswith(("READONLY", "CANTOPEN", "PERM")):
        return not_writable(folder)
    if name.startswith("BUSY"):
        return busy(folder)
    return disk_trouble(folder, error) or (damaged(database, error) if _SIGNS_OF_DAMAGE.match(str(error)) else None)


def disk_trouble(folder: Path, error: Exception) -> DiskFull | None:
    """Return the error for what SQLite says of the disk; None where that is not what is wrong."""
    name = getattr(error, "sqlite_errorname", "").partition("_")[2]
    if name.startswith("IOERR"):
        return DiskFull(
            Message(
                "The disk of {folder} is full or failing ({error}). Make room or check it, and try again.",
                folder=folder,
                error=str(error),
            )
        )
    if name.startswith("FULL"):
        return DiskFull(Message("The disk of {folder} is full. Make room and try again.", folder=folder))
    return None


def busy(folder: Path) -> LibraryError:
    """Return the error for a library that another process keeps locked."""
    return LibraryError(
        Message(
            "Another process has been writing to {folder} for over {seconds} seconds. Wait for it to end and try "
            "again.",
            folder=folder,
            seconds=round(BUSY_SECONDS),
        )
    )
