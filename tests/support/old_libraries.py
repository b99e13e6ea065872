"""The libraries of earlier versions that `tests/data/libraries/make.py` made."""

from __future__ import annotations

import gzip
import sqlite3
from typing import TYPE_CHECKING, Any

from corpus.store.database import DATABASE
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

LIBRARIES = ROOT / "tests" / "data" / "libraries"
VERSIONS = sorted(int(path.name.partition(".")[0]) for path in LIBRARIES.glob("*.sqlite.gz"))
DOCUMENTS = "/tmp/besa-documents"


def unpack(version: int, folder: Path) -> Path:
    """Put the library of a version into `folder`, and return that."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DATABASE).write_bytes(gzip.decompress((LIBRARIES / f"{version}.sqlite.gz").read_bytes()))
    return folder


def rows(folder: Path, query: str) -> list[Any]:
    """Return what a query finds in the file as it lies there, without Besa."""
    connection = sqlite3.connect(folder / DATABASE)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def structure(folder: Path) -> dict[str, Any]:
    """Return all that makes up the schema of a library but the wording of its statements."""
    names = [name for (name,) in rows(folder, "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")]
    other = rows(folder, "SELECT name, sql FROM sqlite_master WHERE type NOT IN ('table', 'view') AND sql IS NOT NULL")
    return {
        **{name: rows(folder, f"SELECT * FROM pragma_table_xinfo('{name}')") for name in names},
        **{
            f"keys of {name}": sorted(rows(folder, f"SELECT * FROM pragma_foreign_key_list('{name}')"))
            for name in names
        },
        **dict(other),
        "virtual": sorted(rows(folder, "SELECT name, sql FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'")),
    }
