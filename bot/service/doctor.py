"""The examination of a library: what is wrong with it is told and, where it can be, mended."""

from __future__ import annotations

import hashlib
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from corpus.errors import LibraryDamaged
from corpus.store import health, mending
from corpus.store.connections import can_write
from corpus.store.database import DATABASE
from corpus.store.failures import DatabaseError, as_damage
from corpus.store.salvage import hopeless, reindex, salvage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.service.model_loader import ModelLoader
    from bot.wording.reporter import Reporter
    from corpus.store.health import DamagedOriginal
    from corpus.store.library import Library

Status = Literal["well", "mended", "damaged", "noticed"]
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found in one part of a library.

    damaged: something is wrong and still is; `said` has the next step. noticed: something to know that is no damage of
    the library, such as a file that is gone from where it was added.
    """

    part: str
    status: Status
    said: str


_SENSELESS = (LibraryDamaged, DatabaseError, AttributeError, LookupError, TypeError, ValueError)
"""What looking at a library raises whose tables, or the values in them, are not of the kind that Besa made them."""


def can_mend(folder: Path) -> bool:
    """Return whether the library in a folder can be written to."""
    return can_write(folder, folder / DATABASE)


@dataclass(frozen=True, slots=True)
class Doctor:
    """Examines the library in a folder; with `mends`, mends what can be, from what is whole and from the files.

    The parts are looked at in the order in which one is made of another.
    """

    folder: Path
    models: ModelLoader
    reporter: Reporter
    mends: bool = True
    source: str = ""

    def examine(self) -> Iterator[Diagnosis]:
        """Yield what is found as soon as it is found, and mended; raises LibraryError where nothing can be done.

        Where damage shows only while the parts are looked at, the file is made anew, and they are looked at again.
        """
        doubtful = False
        for found in self._file():
            yield found
            doubtful |= found.status == "mended"
            if found.status == "damaged":
                return
        try:
            yield from self._parts(doubtful=doubtful)
        except _SENSELESS as error:
            if not self.mends:
                raise as_damage(self.folder / DATABASE, error) from error
            yield self._salvaged(str(error))
            try:
                yield from self._parts(doubtful=True)
            except _SENSELESS as again:
                raise hopeless(self.folder / DATABASE, str(again)) from again

    def _parts(self, *, doubtful: bool) -> Iterator[Diagnosis]:
        with closing(self._opened()) as library:
            if self.mends and (ids := mending.restore_ids(library.store)):
                yield Diagnosis("documents", "mended", f"{_named(ids)}: the id was damaged, and is again what it was")
            yield from self._indexes(library)
            yield from self._documents(library, doubtful=doubtful)
            yield from self._indexes(library, again=True)
            yield from self._vectors(library)
            yield from self._files_outside(library)
            yield from _read_by_older_versions(library)
            if self.mends:
                library.store.purge()  # what was removed while another process held it, or the disk was full
                library.store.keep_room()

    def _opened(self) -> Library:
        from corpus.store.library import Library
        from embeddings.store.schema import EMBEDDINGS

        return Library.open(self.folder, EMBEDDINGS, source=self.source)

    def _file(self) -> Iterator[Diagnosis]:
        """Look at the file as a whole; made anew, it may have lost rows."""
        problems = health.structural_problems(self.folder / DATABASE) or self._refusal()
        if not problems:
            yield Diagnosis("file", "well", "the file is sound, as SQLite sees it")
            return
        told = "; ".join(problems[:_SHOWN])
        if not self.mends:
            yield Diagnosis("file", "damaged", f"{told}. Mend it with: besa doctor")
            return
        if reindex(self.folder) and not (health.structural_problems(self.folder / DATABASE) or self._refusal()):
            yield Diagnosis("file", "mended", f"{told}: its indexes were made anew")
            return
        yield self._salvaged(told)

    def _refusal(self) -> list[str]:
        """Return why the library cannot be opened, or a table not be read, although SQLite finds its file sound."""
        try:
            with closing(self._opened()) as library:
                health.require_readable(library.store)
        except _SENSELESS as error:
            return [str(error)]
        return []

    def _salvaged(self, told: str) -> Diagnosis:
        from embeddings.index.index_files import IndexFiles
        from embeddings.store.schema import EMBEDDINGS

        with self.reporter.progress("Saving what can be read") as advance:
            saved = salvage(self.folder, EMBEDDINGS, advance=advance)
        IndexFiles(self.folder).drop()
        return Diagnosis(
            "file",
            "mended",
            f"{told}. A new file has what can be read: {saved.rows['documents']:,} documents, "
            f"{saved.rows['passages']:,} passages"
            + (f" (not all of {', '.join(saved.cut)})" if saved.cut else "")
            + f"; the broken one is kept as {saved.kept}",
        )

    def _indexes(self, library: Library, *, again: bool = False) -> Iterator[Diagnosis]:
        """Look at the word indexes, and at rows that belong to none; `again` after documents came and went."""
        stale = [] if library.store.read_only else health.stale_indexes(library.store)
        if stale and self.mends:
            health.rebuild_indexes(library.store)
            if still := health.stale_indexes(library.store):  # what they are made of, or by, is not what it was
                raise DatabaseError(f"{', '.join(still)} cannot be made anew")
        astray = health.rows_astray(library.store)
        if astray and self.mends:
            health.drop_rows_astray(library.store)
        status: Status = "mended" if self.mends else "damaged"
        if stale and not again:
            yield Diagnosis("word index", status, f"{', '.join(stale)}: not as the documents are" + self._made_anew)
        if astray:
            rows = ", ".join(f"{count:,} of {table}" for table, count in astray.items())
            yield Diagnosis("rows", status, f"rows that belong to no document: {rows}" + self._dropped)
        if library.store.read_only and not again:
            yield Diagnosis("word index", "noticed", "not compared with the documents: SQLite has to write for that")
        elif not (stale or astray or again):
            yield Diagnosis("word index", "well", "words, catalogue and counts are as the documents are")

    @property
    def _made_anew(self) -> str:
        return "; made anew" if self.mends else ". Mend it with: besa doctor"

    @property
    def _dropped(self) -> str:
        return "; dropped" if self.mends else ". Mend it with: besa doctor"

    def _documents(self, library: Library, *, doubtful: bool) -> Iterator[Diagnosis]:
        """Look at every document; what is damaged is read again from its file, and so is what is in doubt."""
        with self.reporter.progress("Reading the library") as advance:
            damaged = health.damaged_originals(library, advance)
        if doubtful:
            known = {each.number for each in damaged}
            numbers = [number for number in mending.contents_in_doubt(library.store) if number not in known]
            damaged += [health.described(library, number, []) for number in numbers]
        for each in damaged:
            yield self._read_again(library, each) if self.mends else _told(each)
        if not damaged:
            yield Diagnosis("documents", "well", f"{len(library.documents()):,} documents are as they were added")

    def _read_again(self, library: Library, damaged: DamagedOriginal) -> Diagnosis:
        """Add the files of a damaged content again."""
        from corpus.folders.importer import add_files
        from corpus.readers.sandbox.reader import Reader

        there = [path for path in damaged.paths if Path(path).is_file()]
        left = [path for path in damaged.files if path not in there]
        if not there:
            return replace(
                _told(damaged), said=f"{damaged.path} is damaged here, and its file is gone. {_step(damaged)}"
            )
        fingerprint = mending.forget_content(library.store, damaged, there[0])
        try:
            with Reader(at_once=1) as reader:
                outcomes = list(add_files(library, map(Path, there), reader))
        except BaseException:  # what else is damaged; the file is made anew, and all paths are looked at again
            mending.remember_content(library.store, damaged, fingerprint)
            raise
        first = outcomes[0]
        if first.status == "failed":
            mending.remember_content(library.store, damaged, fingerprint)
            return replace(_told(damaged), said=f"{first.path} cannot be read again: {first.reason}. {_step(damaged)}")
        mending.stand_elsewhere(library.store, damaged, fingerprint)
        if mending.is_held(library.store, damaged.number):
            mending.drop_content(library.store, damaged)
        lost = f"; nothing is there any more at {_named(left)}, of which it was a copy" if left else ""
        return Diagnosis("documents", "mended", f"{first.path} was damaged here, and was read again{lost}")

    def _vectors(self, library: Library) -> Iterator[Diagnosis]:
        """Look at the vectors and at their index; what is dropped is embedded again."""
        from bot.service.embedder import Embedder
        from embeddings.index.index_manager import IndexManager
        from embeddings.store.vector_health import damaged_vectors, drop_vectors
        from embeddings.store.vector_store import VectorStore

        damaged = damaged_vectors(library.store)
        index = IndexManager(VectorStore(library.store))
        broken = index.is_damaged()
        if damaged and self.mends:
            drop_vectors(library.store, damaged)
        if (damaged or broken) and self.mends:
            index.drop()
        if self.mends:
            with self.reporter.steps() as advance:
                Embedder(library, self.models.encoder).embed(partial(advance, "Embedding"))
        status: Status = "mended" if self.mends else "damaged"
        if damaged:
            again = "; made again" if self.mends else ". Mend it with: besa doctor"
            yield Diagnosis("vectors", status, f"the vectors of {len(damaged):,} passages are damaged{again}")
        if broken:
            yield Diagnosis("vector index", status, "its file is not the one that was saved" + self._made_anew)
        if not (damaged or broken):
            yield Diagnosis("vectors", "well", "vectors have their size and length, and their index is whole")

    def _files_outside(self, library: Library) -> Iterator[Diagnosis]:
        """Tell which files are gone from where they were added, or hold something else by now."""
        gone, changed = list[str](), list[str]()
        for path, sha256 in mending.contents_to_compare(library.store):
            try:
                with Path(path).open("rb") as file:
                    if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                        changed.append(path)
            except OSError:
                gone.append(path)
        if gone:
            yield Diagnosis("files", "noticed", f"{_named(gone)}: not there any more; the library has their text")
        if changed:
            yield Diagnosis("files", "noticed", f"{_named(changed)}: changed since; besa add brings them up to date")


def _read_by_older_versions(library: Library) -> Iterator[Diagnosis]:
    if outdated := library.files.outdated():
        said = (
            f"an older version of Besa read {_named(outdated)}, and what it made of them stays; besa reread reads anew"
        )
        yield Diagnosis("files", "noticed", said)


def _told(damaged: DamagedOriginal) -> Diagnosis:
    return Diagnosis("documents", "damaged", f"{damaged.path} is damaged here. Mend it with: besa doctor")


def _step(damaged: DamagedOriginal) -> str:
    named = " ".join(damaged.documents) or damaged.path
    return f"Put the file back and say besa doctor again, or take it out with: besa remove {named}"


def _named(paths: list[str]) -> str:
    more = f" and {len(paths) - _SHOWN:,} more" if len(paths) > _SHOWN else ""
    return ", ".join(paths[:_SHOWN]) + more
