"""Files into a library, one by one: what is unchanged is skipped, what fails leaves the others alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from corpus.documents import document_id
from corpus.errors import NoDocuments, PathNotFound, ReadError
from corpus.files import find_files
from corpus.languages import READ, declared, detect
from corpus.passages import split

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from corpus.document_store import Library
    from corpus.documents import Content
    from corpus.reading import Reader

Status = Literal["added", "updated", "unchanged", "failed"]


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one file: its document and how many passages it has now, or why it failed."""

    path: str
    status: Status
    document: str | None = None
    passages: int = 0
    reason: str | None = None


def files_to_add(paths: Iterable[Path]) -> tuple[list[Path], list[Added]]:
    """The files that `paths` stand for, each once, and a failure for each path that stands for none."""
    files: dict[Path, None] = {}
    failures: list[Added] = []
    for path in paths:
        try:
            files.update(dict.fromkeys(find_files([path])))
        except (PathNotFound, NoDocuments) as error:
            failures.append(Added(str(path), "failed", reason=str(error)))
    return list(files), failures


def add_files(library: Library, files: Iterable[Path], reader: Reader) -> Iterator[Added]:
    """Adds each file as the iterator is advanced; a result is yielded once the document is safely stored.

    A file that cannot be read is reported, not raised. Raises the LibraryErrors of the library itself.
    """
    for path in files:
        try:
            yield _add(library, path, reader)
        except ReadError as error:
            yield Added(str(path), "failed", reason=str(error))


def _add(library: Library, path: Path, reader: Reader) -> Added:
    file = reader.load(path)
    if library.sha256_of(file.path) == file.sha256:
        id = document_id(file.path)
        return Added(file.path, "unchanged", id, library.passage_count(id))
    document = reader.parse(file)
    document = replace(document, content=with_language(document.content))
    passages = split(document.content)
    status = library.put(document, passages)
    return Added(document.path, status, document.id, len(passages))


def with_language(content: Content) -> Content:
    """`content` in the language that it says it is in; where it says none, in the one its body is found to be in."""
    start, end = content.body.start, content.body.end
    language = declared(content.metadata.language) or detect(content.text[start : min(end, start + READ)])
    return replace(content, metadata=replace(content.metadata, language=language))
