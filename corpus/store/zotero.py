"""What the database of a Zotero data folder says of the attachments there, read from a copy that is then deleted."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import ReadError
from corpus.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

ZOTERO = "zotero.sqlite"
"""The database's name in a Zotero data folder."""
BESIDE = ("-wal", "-journal")
"""Files beside the database that belong to it while Zotero is running."""
_STORED, _LINKED = (0, 1), 2
"""Values of linkMode: a file in `storage` that was imported, or came from the web; a file that lies elsewhere."""


@dataclass(frozen=True, slots=True)
class ZoteroAttachment:
    """A file of an item: `path` is as Zotero has it. `fields` and `creators` (given, family) are the item's."""

    key: str
    path: str
    is_linked: bool
    fields: dict[str, str] = field(default_factory=dict)
    creators: tuple[tuple[str, str], ...] = ()


def zotero_attachments(folder: Path) -> list[ZoteroAttachment]:
    """Return the attachments with a file, without those in the trash and in feeds. Nothing is written to `folder`.

    Raises ReadError where the database cannot be read, or is one of Zotero before version 5.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="besa-zotero-") as copied:
            for suffix in ("", *BESIDE):
                source = folder / f"{ZOTERO}{suffix}"
                if source.is_file():
                    shutil.copyfile(source, Path(copied) / source.name)
            with closing(sqlite3.connect(Path(copied) / ZOTERO)) as connection:
                return list(_attachments(connection))
    except (OSError, sqlite3.Error) as error:
        raise ReadError(
            Message(
                "the database of Zotero cannot be read ({error}); close Zotero and try again, or add an export",
                error=str(error),
            )
        ) from error


def _attachments(connection: sqlite3.Connection) -> Iterator[ZoteroAttachment]:
    connection.text_factory = lambda value: value.decode("utf-8", "replace")
    creators = _creators(connection)
    fields: dict[int, dict[str, str]] = {}
    for item, name, value in connection.execute(_FIELDS):
        fields.setdefault(item, {})[name] = str(value)
    for key, parent, mode, path in connection.execute(_FILES):
        if mode in (*_STORED, _LINKED):
            yield ZoteroAttachment(key, path, mode == _LINKED, fields.get(parent, {}), creators.get(parent, ()))


def _creators(connection: sqlite3.Connection) -> dict[int, tuple[tuple[str, str], ...]]:
    """Return the people of each item: those of its first kind, which are its authors where it has some."""
    found: dict[int, list[tuple[str, str]]] = {}
    kinds: dict[int, str] = {}
    for item, kind, given, family in connection.execute(_CREATORS):
        if kinds.setdefault(item, kind) == kind:
            found.setdefault(item, []).append((given or "", family or ""))
    return {item: tuple(people) for item, people in found.items()}


_FILES = """
    SELECT items.key, parentItemID, linkMode, path FROM itemAttachments JOIN items USING (itemID)
    WHERE path IS NOT NULL AND items.itemID NOT IN (SELECT itemID FROM deletedItems)
        AND coalesce(parentItemID, -1) NOT IN (SELECT itemID FROM deletedItems)
        AND coalesce(parentItemID, -1) NOT IN (SELECT itemID FROM feedItems)
    ORDER BY items.itemID
"""
_FIELDS = """
    SELECT itemID, fieldName, value FROM itemData JOIN fields USING (fieldID) JOIN itemDataValues USING (valueID)
    WHERE itemID IN (SELECT parentItemID FROM itemAttachments)
"""
_CREATORS = """
    SELECT itemID, creatorType, firstName, lastName
    FROM itemCreators JOIN creators USING (creatorID) JOIN creatorTypes USING (creatorTypeID)
    ORDER BY itemID, creatorType NOT IN ('author', 'presenter', 'podcaster', 'programmer', 'artist'), orderIndex
"""
