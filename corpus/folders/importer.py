"""Add files to a library one at a time; skip unchanged ones, and let a failing file not stop the rest."""

from __future__ import annotations

import os
import threading
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from corpus.errors import PathNotFound, PictureWithoutText, ReadError
from corpus.file_identity import is_gone, stamp_of, true_path
from corpus.folders.discovery import look_through
from corpus.folders.read_ahead import read_ahead
from corpus.messages import Message, joined
from corpus.readers import SUPPORTED
from corpus.readers.common.metadata import title_from
from corpus.readers.sidecars import side_car_path
from corpus.references.descriptions import Descriptions
from corpus.references.lists import named_lists
from corpus.store.file_records import UNCLAIMED
from corpus.store.preparation import with_language
from corpus.text.passages import split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from corpus.documents import Part
    from corpus.engines.document_store import DocumentStore
    from corpus.folders.discovery import PassedOver
    from corpus.folders.read_ahead import FileAhead
    from corpus.readers.loaded_file import LoadedFile
    from corpus.readers.sandbox.reader import Reader
    from corpus.store.file_records import FileRecord

    Parse = Callable[[LoadedFile], Iterable[Part]]

Status = Literal["added", "updated", "unchanged", "removed", "failed"]
"""What became of a file, as scripts are told."""
_MOST_TOLD = 3
"""Warnings about one file that are told when it is added; the list of sources has them all."""


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """Outcome of one file: the id of its first document, its document and passage counts, or the reason it failed.

    Of a file that was moved, stands at other paths too, has a side-car that cannot be used, or was read with
    warnings, `reason` says so. Of a page of the web, `url` is the address that was asked for and `path` that of its
    copy. `is_picture` is True of one that failed as a picture without text, as most in a folder are.
    """

    path: str
    status: Status
    document: str | None = None
    documents: int = 0
    passages: int = 0
    reason: Message | None = None
    url: str | None = None
    is_picture: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The files that some paths stand for, each once, a failure for each path that stands for none, and the rest.

    `folders` are those of the paths that are folders with a document in them, `descriptions` what lists of references
    say of the files.
    """

    files: tuple[Path, ...]
    folders: tuple[Path, ...]
    failures: tuple[FileOutcome, ...]
    passed_over: tuple[PassedOver, ...]
    descriptions: Descriptions


def files_to_add(paths: Iterable[Path]) -> Plan:
    """Plan what adding these files and folders comes to."""
    files: dict[Path, None] = {}
    folders: list[Path] = []
    failures: list[FileOutcome] = []
    lists: list[Path] = []
    passed_over: dict[Path, PassedOver] = {}
    for path in paths:
        try:
            found = look_through([path])
        except PathNotFound as error:
            failures.append(FileOutcome(str(path), "failed", reason=error.message))
            continue
        lists += named_lists(path)
        files.update(dict.fromkeys(found.files))
        passed_over.update((each.path, each) for each in found.passed_over)
        if not found.files:
            reason = Message("the folder holds no document; Besa reads {formats}", formats=SUPPORTED)
            failures.append(FileOutcome(str(path), "failed", reason=reason))
        elif path.is_dir():
            folders.append(path)
    descriptions = Descriptions.near(files, lists)
    return Plan(tuple(files), tuple(folders), tuple(failures), tuple(passed_over.values()), descriptions)


def add_plan(library: DocumentStore, plan: Plan, reader: Reader) -> Iterator[FileOutcome]:
    """Add the files of a plan as `add_files` does, and note its folders: names of folders count from there on."""
    for folder in plan.folders:
        with suppress(ReadError):  # for each of its files it says why
            library.files.note_folder(true_path(folder))
    library.files.claim(os.path.realpath(file) for file in plan.files)
    yield from add_files(library, plan.files, reader, plan.descriptions)


def add_files(
    library: DocumentStore,
    files: Iterable[Path],
    reader: Reader,
    descriptions: Descriptions | None = None,
    *,
    again: bool = False,
) -> Iterator[FileOutcome]:
    """Add each file as the iterator is advanced, and yield its outcome once its documents are safely stored.

    As many are read at a time as `reader` allows. They are told of in the order in which they are given, and stored in
    it, but that those behind a file that takes long to be read are stored before it. A file that cannot be read is
    reported, not raised. With `again`, what is unchanged is read too. Raises the LibraryErrors of the library itself.
    """
    intake = _Intake(library, reader, descriptions or Descriptions(), again)
    if reader.at_once == 1:
        yield from (intake.outcome_of(path) for path in files)
        return
    stored: dict[FileAhead, FileOutcome] = {}

    def store(file: FileAhead) -> None:
        stored[file] = intake.outcome_of(file.path, file)

    with closing(read_ahead(files, reader, _Selection(intake).select, store)) as ahead:
        for each in ahead:
            if each not in stored:
                store(each)
            yield stored.pop(each)


def reread(library: DocumentStore, paths: Iterable[str], reader: Reader) -> Iterator[FileOutcome]:
    """Read files of the library again though they have not changed, and yield what became of each, as `add_files` does.

    `paths` are where the library's contents were read. "updated" is what this version of the readers reads otherwise.
    One that is gone keeps what an older version has read of it, and fails.
    """
    plan = files_to_add(map(Path, paths))
    yield from plan.failures
    yield from add_files(library, plan.files, reader, plan.descriptions, again=True)


def add_loaded(library: DocumentStore, file: LoadedFile, parse: Parse) -> FileOutcome:
    """Add a file whose bytes are in memory; `parse` is called only if the library does not have its content.

    Raises ReadError where it cannot be parsed, and the LibraryErrors of the library itself.
    """
    return _add_loaded(library, file, parse, library.files.get(file.path))


@dataclass(frozen=True, slots=True)
class _Intake:
    """Adds files to one library; with `again`, also those that it has as they are."""

    library: DocumentStore
    reader: Reader
    descriptions: Descriptions
    again: bool = False

    def outcome_of(self, path: Path, ahead: FileAhead | None = None) -> FileOutcome:
        """Add a file from what was read of it ahead, or by reading it now."""
        try:
            return self._add(path, ahead)
        except ReadError as error:
            is_picture = isinstance(error, PictureWithoutText)
            return FileOutcome(str(path), "failed", reason=error.message, is_picture=is_picture)

    def load(self, path: Path) -> LoadedFile:
        """Load a file with what is said of it, and in the encoding that the person has said before."""
        known = self.library.files.get(true_path(path))
        return self.descriptions.describe(self.reader.load(path, known.encoding if known is not None else ""))

    def unchanged(self, path: Path) -> FileRecord | None:
        """Return what the library has of a file, if its stamp says that it has not changed since."""
        name = true_path(path)
        known = None if self.again else self.library.files.get(name)
        if known is None or not known.stamp or self.reader.encoding not in ("", known.encoding):
            return None
        stamp = stamp_of(Path(name), side_car_path(Path(name)))
        return known if known.stamp == self.descriptions.stamp(name, stamp) else None

    def _add(self, path: Path, ahead: FileAhead | None) -> FileOutcome:
        loaded = ahead.loaded() if ahead is not None else None
        if known := self.unchanged(path):
            return _outcome(known, "unchanged")
        if ahead is not None and loaded is not None:
            return self._add_loaded(loaded, lambda _: ahead.parts())
        return self._add_loaded(self.load(path), self.reader.parse)

    def _add_loaded(self, file: LoadedFile, parse: Parse) -> FileOutcome:
        known = self.library.files.get(file.path)
        if self.again and known is not None and known.fingerprint == file.fingerprint:
            return _ingest(self.library, file, parse, again=True)
        return _add_loaded(self.library, file, parse, known)


class _Selection:
    """Tells which files will have to be read: not those that the library has, nor a copy of one that is being read.

    That is only a forecast. What becomes of a file is told when its turn comes.
    """

    def __init__(self, intake: _Intake) -> None:
        self._intake = intake
        self._chosen: set[str] = set()
        self._lock = threading.Lock()

    def select(self, path: Path) -> LoadedFile | None:
        """Load a file that will have to be read; return None for any other. Raises ReadError and LibraryError."""
        if self._intake.unchanged(path):
            return None
        file = self._intake.load(path)
        if not self._intake.again and self._intake.library.files.with_fingerprint(file.fingerprint):
            return None
        with self._lock:
            if file.fingerprint in self._chosen:
                return None
            self._chosen.add(file.fingerprint)
        return file


def _add_loaded(library: DocumentStore, file: LoadedFile, parse: Parse, known: FileRecord | None) -> FileOutcome:
    if known is not None and known.fingerprint == file.fingerprint:
        library.files.restamp(file.path, file.stamp)
        return _outcome(known, "unchanged", _problem(file))
    if same := library.files.with_fingerprint(file.fingerprint):
        return _add_path(library, file, parse, same, known)
    return _ingest(library, file, parse)


def _add_path(
    library: DocumentStore, file: LoadedFile, parse: Parse, same: list[FileRecord], known: FileRecord | None
) -> FileOutcome:
    """Note the path of a file whose content the library has from elsewhere: moved from there, or a copy.

    A document that goes by the name of its file is read again where that has another name now.
    """
    mine = (other.path for other in same if other.source in (library.source, UNCLAIMED))
    gone = next((path for path in mine if is_gone(path)), None)
    if gone is not None and known is None:
        library.files.move(gone, file.path, file.stamp)
        if library.document(same[0].document).metadata.title == title_from(gone):
            _ingest(library, file, parse)
        return _outcome(library.files[file.path], "updated", Message("moved from {path}", path=gone), _problem(file))
    library.files.attach(file.path, file.fingerprint, file.stamp)
    status: Status = "added" if known is None else "updated"
    return _outcome(library.files[file.path], status, Message("the same as {path}", path=same[0].path), _problem(file))


def _ingest(library: DocumentStore, file: LoadedFile, parse: Parse, *, again: bool = False) -> FileOutcome:
    ingest = library.ingest(file.path, file.sha256, file.fingerprint, again=again)
    ingest.keep_original(file.data)
    warnings: dict[Message, None] = {}
    try:
        for part in parse(file):
            warnings.update((each.message(), None) for each in part.content.warnings)
            ingest.add(part if part.prepared else replace(part, content=with_language(part.content)), split)
    except ReadError:
        ingest.abandon()
        raise
    status: Status = ingest.finish(file.stamp)
    if again and not ingest.changed:
        status = "unchanged"
    return _outcome(library.files[file.path], status, _problem(file), *islice(warnings, _MOST_TOLD))


def _problem(file: LoadedFile) -> Message | None:
    return file.side_car.problem if file.side_car is not None else None


def _outcome(file: FileRecord, status: Status, *reasons: Message | None) -> FileOutcome:
    given = [each for each in reasons if each]
    reason = joined(given) if given else None
    return FileOutcome(file.path, status, file.document, file.documents, file.passages, reason)
