"""A backup of a library: one ZIP file with the database, the files that are kept for it, and a manifest of hashes.

Stored, not packed: what is checked is what lies there, and nothing can be larger than the file itself. What can be made
again (the index of the vectors) is left out, and so are users, who belong to no library.
"""

from __future__ import annotations

import hashlib
import os
import re
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile, ZipInfo

import msgspec

from bot.errors import CannotDo
from bot.service.folder_beside import folder_beside
from corpus.messages import Message
from corpus.store.database import DATABASE
from corpus.store.failures import DatabaseError
from corpus.store.snapshot_copy import CopiedDatabase, copy_database
from corpus.web.copies import CopyFolder
from embeddings.index.atomic_write import sync_file, sync_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.wording.reporter import Reporter

FORMAT = 1
MANIFEST = "manifest.json"
KEPT = ("uploads", "web")
"""Folders beside that of a library, in which files are kept for it: its own name with each of these."""
CHUNK = 2**20
_NAME = re.compile(rf"(?:{'|'.join(KEPT)})/(?!\.{{1,2}}\Z)[^/\\:\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a backup."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class BackupManifest:
    """What a backup holds. `folders` are the paths of the KEPT folders where it was made, by name."""

    format: int
    besa: str
    made: str
    schemas: dict[str, int]
    documents: int
    passages: int
    folders: dict[str, str]
    members: tuple[Member, ...]


def kept_folder(library: Path, kind: str) -> Path:
    """Return the folder of one of KEPT beside the folder of a library."""
    if kind == "web":
        return CopyFolder.of_library(library).folder
    return Path(os.path.realpath(library.with_name(f"{library.name}-{kind}")))


def is_member_name(name: str) -> bool:
    """Return whether a file in a backup may have this name, which is that of a file in one known folder."""
    return name == DATABASE or _NAME.fullmatch(name) is not None


def back_up(
    library: Path, file: Path, version: str, reporter: Reporter, *, force: bool = False, beside: Path | None = None
) -> BackupManifest:
    """Write a backup of the library in the folder `library`, whole and on the disk, or nothing; `version` is Besa's.

    Files are kept for it `beside` that folder, or another. Raises CannotDo where there is such a file already, unless
    `force`, or where it cannot be written; LibraryErrors.
    """
    require_free(file, force=force)
    try:
        with folder_beside(file) as made_in:
            manifest = _write(library, beside or library, made_in, version, reporter)
            (made_in / "backup").replace(file)
        sync_folder(file.absolute().parent)
    except (OSError, DatabaseError) as error:
        raise CannotDo(
            Message(
                "The backup {file} could not be written ({error}). Make room or name another place, and give the "
                "command again.",
                file=file,
                error=str(error),
            )
        ) from error
    return manifest


def require_free(file: Path, *, force: bool) -> None:
    """Raise CannotDo where a backup cannot be written to `file`, since something is there."""
    if file.is_dir() or (file.exists() and not force):
        raise CannotDo(Message("{file} is there already. Name another file, or replace it with --force.", file=file))


def _write(library: Path, beside: Path, made_in: Path, version: str, reporter: Reporter) -> BackupManifest:
    """Write the backup as the file "backup" in the folder `made_in`; files are kept `beside` a folder."""
    database, whole = made_in / DATABASE, made_in / "backup"
    with reporter.steps() as advance:
        copied = copy_database(library, database, lambda done, total: advance("Copying the library", done, total))
        files = [(DATABASE, database), *_kept_files(beside)]
        with closing(_private(whole)) as archive:
            members = []
            for done, (name, path) in enumerate(files, 1):
                members += _stored(archive, name, path)
                advance("Writing the backup", done, len(files))
            manifest = _manifest(beside, version, copied, tuple(members))
            archive.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1))
    sync_file(whole)
    return manifest


def _private(path: Path) -> ZipFile:
    """Open an archive to write that nobody else may read: it holds whole documents."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    return ZipFile(path, "w")


def _manifest(library: Path, version: str, copied: CopiedDatabase, members: tuple[Member, ...]) -> BackupManifest:
    folders = {kind: str(kept_folder(library, kind)) for kind in KEPT}
    made = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return BackupManifest(FORMAT, version, made, copied.schemas, copied.documents, copied.passages, folders, members)


def _kept_files(library: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files that are kept for a library, by their names in a backup; none that is only on its way."""
    for kind in KEPT:
        folder = kept_folder(library, kind)
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            name = f"{kind}/{path.name}"
            if path.is_file() and not path.is_symlink() and not path.name.startswith(".part-") and is_member_name(name):
                yield name, path


def _stored(archive: ZipFile, name: str, path: Path) -> list[Member]:
    """Put a file into the archive, and return what it is; nothing for one that has just been removed."""
    try:
        source = path.open("rb")
    except FileNotFoundError:
        return []
    with source, archive.open(ZipInfo(name), "w", force_zip64=True) as target:
        size, sha256 = copy_hashed(source.read, target.write)
    return [Member(name, size, sha256)]


def copy_hashed(read: Callable[[int], bytes], write: Callable[[bytes], object], limit: int = 2**62) -> tuple[int, str]:
    """Copy bytes, up to one chunk more than `limit`, and return how many they were and their SHA-256."""
    size, digest = 0, hashlib.sha256()
    while size <= limit and (chunk := read(CHUNK)):
        write(chunk)
        digest.update(chunk)
        size += len(chunk)
    return size, digest.hexdigest()
