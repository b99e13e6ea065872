"""Zotero data folders, with the tables that Besa reads as Zotero 5 to 7 makes them."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SCHEMA = """
CREATE TABLE itemTypes (itemTypeID INTEGER PRIMARY KEY, typeName TEXT);
CREATE TABLE items (itemID INTEGER PRIMARY KEY, itemTypeID INT NOT NULL, libraryID INT NOT NULL, key TEXT NOT NULL);
CREATE TABLE fields (fieldID INTEGER PRIMARY KEY, fieldName TEXT UNIQUE, fieldFormatID INT);
CREATE TABLE itemDataValues (valueID INTEGER PRIMARY KEY, value UNIQUE);
CREATE TABLE itemData (itemID INT, fieldID INT, valueID INT, PRIMARY KEY (itemID, fieldID));
CREATE TABLE creators (creatorID INTEGER PRIMARY KEY, firstName TEXT, lastName TEXT, fieldMode INT);
CREATE TABLE creatorTypes (creatorTypeID INTEGER PRIMARY KEY, creatorType TEXT);
CREATE TABLE itemCreators (itemID INT, creatorID INT, creatorTypeID INT DEFAULT 1, orderIndex INT DEFAULT 0);
CREATE TABLE itemAttachments (itemID INTEGER PRIMARY KEY, parentItemID INT, linkMode INT, contentType TEXT,
    charsetID INT, path TEXT, syncState INT DEFAULT 0, storageModTime INT, storageHash TEXT);
CREATE TABLE deletedItems (itemID INTEGER PRIMARY KEY, dateDeleted TEXT);
CREATE TABLE feedItems (itemID INTEGER PRIMARY KEY, guid TEXT);
INSERT INTO creatorTypes VALUES (1, 'author'), (2, 'editor'), (3, 'translator');
"""
IMPORTED, WEB_PAGE, LINKED, LINKED_URL = range(4)


@dataclass
class ZoteroFolder:
    """A data folder in the making; items have numbers from 1."""

    folder: Path
    count: int = field(default=0)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True)
        (self.folder / "storage").mkdir()
        with self._writing() as connection:
            connection.executescript(_SCHEMA)

    def item(self, fields: dict[str, str], *creators: tuple[str, str, int]) -> int:
        """Add an item with its fields and (given, family, type) of its people, and return its number."""
        self.count += 1
        with self._writing() as connection:
            connection.execute("INSERT INTO items VALUES (?, 1, 1, ?)", (self.count, f"ITEM{self.count:04}"))
            for name, value in fields.items():
                connection.execute("INSERT OR IGNORE INTO fields (fieldName) VALUES (?)", (name,))
                connection.execute("INSERT OR IGNORE INTO itemDataValues (value) VALUES (?)", (value,))
                connection.execute(
                    "INSERT INTO itemData SELECT ?, fieldID, valueID FROM fields, itemDataValues "
                    "WHERE fieldName = ? AND value = ?",
                    (self.count, name, value),
                )
            for order, (given, family, kind) in enumerate(creators):
                made = connection.execute("INSERT INTO creators VALUES (NULL, ?, ?, 0)", (given, family)).lastrowid
                connection.execute("INSERT INTO itemCreators VALUES (?, ?, ?, ?)", (self.count, made, kind, order))
        return self.count

    def attach(self, parent: int | None, name: str, text: str = "", mode: int = IMPORTED, path: str = "") -> Path:
        """Add an attachment, with its file where there is a `text`, and return where that lies."""
        self.count += 1
        key = f"FILE{self.count:04}"
        with self._writing() as connection:
            connection.execute("INSERT INTO items VALUES (?, 2, 1, ?)", (self.count, key))
            connection.execute(
                "INSERT INTO itemAttachments (itemID, parentItemID, linkMode, path) VALUES (?, ?, ?, ?)",
                (self.count, parent, mode, path or f"storage:{name}"),
            )
        file = self.folder / "storage" / key / name
        if text:
            file.parent.mkdir()
            file.write_text(text, "utf-8")
        return file

    def run(self, statement: str) -> None:
        with self._writing() as connection:
            connection.execute(statement)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.folder / "zotero.sqlite")) as connection, connection:
            yield connection
