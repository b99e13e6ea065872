"""Putting a library back from its backup: everything is checked before anything that is there is touched."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_STORED, BadZipFile, ZipFile

import msgspec

from bot.errors import CannotDo
from bot.service.backup import FORMAT, KEPT, MANIFEST, BackupManifest, copy_hashed, is_member_name, kept_folder
from corpus.errors import LibraryDamaged, LibraryTooNew
from corpus.messages import Message
from corpus.store.database import CORPUS, DATABASE, Store
from corpus.store.failures import DatabaseError
from corpus.store.salvage import open_alone
from corpus.store.snapshot_copy import count_documents, fold_log, move_files
from embeddings.index.atomic_write import sync_file, sync_folder
from embeddings.index.index_files import IndexFiles
from embeddings.store.schema import EMBEDDINGS

if TYPE_CHECKING:
    from bot.wording.reporter import Reporter

_BESIDE = ("-wal", "-shm")
_LARGEST_MANIFEST = 2**26


def restore(file: Path, library: Path, reporter: Reporter, *, force: bool = False) -> BackupManifest:
    """Put the library of a backup into the folder `library`, with the files that were kept for it.

    Raises CannotDo for what is no whole backup, for a library with documents that is there, unless `force`, and for a
    disk that is full; LibraryTooNew for a backup by a newer Besa; LibraryError while another process has what is there
    open. In each case what was there still is.
    """
    library = library.absolute()
    try:
        with ZipFile(file) as archive:
            manifest = _checked_manifest(archive, file)
            _require_room(library, force=force)
            library.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=f".{library.name}-restore-", dir=library.parent) as beside:
                new = Path(beside)
                _unpack(archive, file, manifest, new, reporter)
                _make_ready(new, library, manifest, reporter)
                library.mkdir(exist_ok=True)
                _put_in_place(new, library)
    except (BadZipFile, EOFError, NotImplementedError) as error:
        raise _no_backup(file, str(error)) from error
    except OSError as error:
        raise CannotDo(
            Message(
                "{file} could not be restored ({error}); what was there is as it was. See to it, and give the command "
                "again.",
                file=file,
                error=str(error),
            )
        ) from error
    return manifest


def _checked_manifest(archive: ZipFile, file: Path) -> BackupManifest:
    """Return the manifest of an archive that holds just what it lists, in the sizes that it lists."""
    found = archive.infolist()
    described = {each.filename: each.file_size for each in found}
    if not 0 < described.get(MANIFEST, 0) <= _LARGEST_MANIFEST:
        raise _no_backup(file, f"no {MANIFEST}")
    if any(each.compress_type != ZIP_STORED or each.flag_bits & 1 for each in found):
        raise _no_backup(file, "packed")
    try:
        raw = archive.read(MANIFEST)
        version = msgspec.json.decode(raw, type=_Version).format
        if version > FORMAT:
            raise _too_new(file, version, FORMAT)
        manifest = msgspec.json.decode(raw, type=BackupManifest)
    except (ValueError, RecursionError) as error:
        raise _no_backup(file, f"{MANIFEST}: {error}") from error
    for each in manifest.members:
        if not is_member_name(each.name):
            raise _no_backup(file, f"{each.name!r}")
    listed = {each.name: each.size for each in manifest.members} | {MANIFEST: described[MANIFEST]}
    if listed != described or len(found) != len(manifest.members) + 1 or DATABASE not in listed:
        raise _no_backup(file, "not what its manifest lists")
    for schema in (CORPUS, EMBEDDINGS):
        if manifest.schemas.get(schema.name, 0) > schema.version:
            raise _too_new(file, manifest.schemas[schema.name], schema.version)
    return manifest


@dataclass(frozen=True, slots=True)
class _Version:
    """The version of a manifest, read before the rest of it."""

    format: int


def _require_room(library: Path, *, force: bool) -> None:
    """Raise CannotDo where documents or kept files are, unless `force`; LibraryError where it is open elsewhere."""
    kept = [kept_folder(library, kind) for kind in KEPT]
    there = (library / DATABASE).exists()
    holds = (there and _holds_documents(library)) or any(each.is_dir() and any(each.iterdir()) for each in kept)
    if holds and not force:
        raise CannotDo(
            Message(
                "The library {folder} has documents. Name another folder with --library, or replace it with --force.",
                folder=library,
            )
        )
    if there:
        try:
            open_alone(library / DATABASE).close()
        except DatabaseError as error:
            raise CannotDo(
                Message("{folder} cannot be replaced ({error}). Move it aside.", folder=library, error=str(error))
            ) from error


def _holds_documents(library: Path) -> bool:
    try:
        return count_documents(library) > 0
    except LibraryDamaged:  # it may hold some
        return True


def _unpack(archive: ZipFile, file: Path, manifest: BackupManifest, new: Path, reporter: Reporter) -> None:
    """Write the files of a backup into the folder `new`, each on the disk and with the hash that the manifest lists."""
    for kind in KEPT:
        (new / kind).mkdir(mode=0o700)
    with reporter.progress("Checking the backup", len(manifest.members)) as advance:
        for done, member in enumerate(manifest.members, 1):
            path = new / member.name
            with archive.open(member.name) as source, path.open("xb") as target:
                found = copy_hashed(source.read, target.write, member.size)
            if found != (member.size, member.sha256):
                raise _no_backup(file, f"{member.name}: SHA-256")
            path.chmod(0o644 if member.name == DATABASE else 0o600)
            sync_file(path)
            advance(done, len(manifest.members))


def _make_ready(new: Path, library: Path, manifest: BackupManifest, reporter: Reporter) -> None:
    """Bring the library in `new` up to date, with its kept files where they will be; leave no log beside it."""
    moved = {manifest.folders[kind]: str(kept_folder(library, kind)) for kind in KEPT if kind in manifest.folders}
    moved = {before: after for before, after in moved.items() if before != after}
    with reporter.late_progress(
        "The backup was made by an earlier Besa; it is brought up to date.", "Updating"
    ) as heard:
        store = Store.open(new, EMBEDDINGS, progress=heard)
    with closing(store):
        if moved:
            move_files(store, moved)
        fold_log(store)


@dataclass(frozen=True, slots=True)
class _Moves:
    """Renames that are taken back if one of them fails."""

    done: list[tuple[Path, Path]] = field(default_factory=list)

    def move(self, before: Path, after: Path) -> None:
        if before.exists():
            before.rename(after)
            self.done.append((before, after))

    def take_back(self) -> None:
        for before, after in reversed(self.done):
            after.rename(before)


def _put_in_place(new: Path, library: Path) -> None:
    """Move what is there into `new`, which goes, and what is in `new` there. Raises OSError with all as it was."""
    old = new / "old"
    old.mkdir()
    moves = _Moves()
    try:
        for name in (DATABASE, *(DATABASE + suffix for suffix in _BESIDE)):
            moves.move(library / name, old / name)
        for kind in KEPT:
            moves.move(kept_folder(library, kind), old / kind)
            if any((new / kind).iterdir()):
                moves.move(new / kind, kept_folder(library, kind))
        moves.move(new / DATABASE, library / DATABASE)
    except BaseException:
        moves.take_back()
        raise
    sync_folder(library)
    sync_folder(library.parent)
    IndexFiles(library).drop()  # of the library that was there; it is made again from the vectors
    shutil.rmtree(old, ignore_errors=True)


def drop_library(library: Path) -> None:
    """Delete the file of the library in a folder, and what is made of it; what is kept for it stays."""
    for name in (DATABASE, *(DATABASE + suffix for suffix in _BESIDE)):
        (library / name).unlink(missing_ok=True)
    IndexFiles(library).drop()


def _no_backup(file: Path, problem: str) -> CannotDo:
    return CannotDo(
        Message(
            "{file} is no whole backup of a library ({problem}); nothing was changed. Take another backup.",
            file=file,
            problem=problem,
        )
    )


def _too_new(file: Path, found: int, known: int) -> LibraryTooNew:
    return LibraryTooNew(
        Message(
            "The backup {file} was made by a newer Besa (version {found}, this one reads up to {known}). Update Besa, "
            "or restore an earlier backup.",
            file=file,
            found=found,
            known=known,
        )
    )
