"""Files into a library, one by one: what is unchanged is skipped, what fails leaves the others alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from corpus.errors import PathNotFound, ReadError
from corpus.folders.discovery import look_through
from corpus.readers import SUPPORTED
from corpus.readers.sandbox.reader import is_gone, stamp_of, true_path
from corpus.text.languages import READ, declared, detect
from corpus.text.passages import split

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corpus.documents import Content
    from corpus.folders.discovery import PassedOver
    from corpus.readers.sandbox.reader import LoadedFile, Reader
    from corpus.store.file_records import KnownFile
    from corpus.store.library import Library

Status = Literal["added", "updated", "unchanged", "removed", "failed"]


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file: its first document, how many it has and their passages, or why it failed.

    Of a file that was moved, stands at other paths too, or has a side-car that cannot be used, `reason` says so.
    """

    path: str
    status: Status
    document: str | None = None
    documents: int = 0
    passages: int = 0
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The files that some paths stand for, each once, a failure for each path that stands for none, and the rest."""

    files: tuple[Path, ...]
    failures: tuple[FileOutcome, ...]
    passed_over: tuple[PassedOver, ...]


def files_to_add(paths: Iterable[Path]) -> Plan:
    """What adding these files and folders comes to."""
    files: dict[Path, None] = {}
    failures: list[FileOutcome] = []
    passed_over: dict[Path, PassedOver] = {}
    for path in paths:
        try:
            found = look_through([path])
        except PathNotFound as error:
            failures.append(FileOutcome(str(path), "failed", reason=str(error)))
            continue
        files.update(dict.fromkeys(found.files))
        passed_over.update((each.path, each) for each in found.passed_over)
        if not found.files:
            reason = f"the folder holds no document; Besa reads {SUPPORTED}"
            failures.append(FileOutcome(str(path), "failed", reason=reason))
    return Plan(tuple(files), tuple(failures), tuple(passed_over.values()))


def add_files(library: Library, files: Iterable[Path], reader: Reader) -> Iterator[FileOutcome]:
    """Adds each file as the iterator is advanced; a result is yielded once the document is safely stored.

    A file that cannot be read is reported, not raised. Raises the LibraryErrors of the library itself.
    """
    for path in files:
        try:
            yield _add(library, path, reader)
        except ReadError as error:
            yield FileOutcome(str(path), "failed", reason=str(error))


def _add(library: Library, path: Path, reader: Reader) -> FileOutcome:
    name = true_path(path)
    known = library.files.get(name)
    if known is not None and known.stamp and known.stamp == stamp_of(Path(name)):
        return _outcome(known, "unchanged")
    file = reader.load(path)
    if known is not None and known.fingerprint == file.fingerprint:
        library.files.restamp(name, file.stamp)
        return _outcome(known, "unchanged", _problem(file))
    if same := library.files.same(file.fingerprint):
        return _already_there(library, file, same, known)
    return _taken_in(library, file, reader)


def _already_there(library: Library, file: LoadedFile, same: list[KnownFile], known: KnownFile | None) -> FileOutcome:
    """The path of a file whose content the library has from elsewhere: moved from there, or a copy."""
    gone = next((other.path for other in same if is_gone(other.path)), None)
    if gone is not None and known is None:
        library.files.move(gone, file.path, file.stamp)
        return _outcome(library.files[file.path], "updated", f"moved from {gone}", _problem(file))
    library.files.link(file.path, file.fingerprint, file.stamp)
    status: Status = "added" if known is None else "updated"
    return _outcome(library.files[file.path], status, f"the same as {same[0].path}", _problem(file))


def _taken_in(library: Library, file: LoadedFile, reader: Reader) -> FileOutcome:
    intake = library.intake(file.path, file.sha256, file.fingerprint)
    try:
        for each in reader.parse(file):
            part = replace(each, content=with_language(each.content))
            if not intake.keeps(part):
                intake.put(part, split(part.content))
    except ReadError:
        intake.abandon()
        raise
    status = intake.finish(file.stamp)
    return _outcome(library.files[file.path], status, _problem(file))


def _problem(file: LoadedFile) -> str | None:
    return file.side_car.problem if file.side_car is not None else None


def _outcome(file: KnownFile, status: Status, *reasons: str | None) -> FileOutcome:
    reason = "; ".join(filter(None, reasons)) or None
    return FileOutcome(file.path, status, file.document, file.documents, file.passages, reason)


def with_language(content: Content) -> Content:
    """`content` in the language that it says it is in; where it says none, in the one its body is found to be in."""
    start, end = content.body.start, content.body.end
    language = declared(content.metadata.language) or detect(content.text[start : min(end, start + READ)])
    return replace(content, metadata=replace(content.metadata, language=language))
