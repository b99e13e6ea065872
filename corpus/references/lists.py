"""The lists of references that lie in a folder, by their names, and what each says."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from corpus.errors import ReadError
from corpus.messages import Message
from corpus.references.bibtex import read_bibtex
from corpus.references.csl import read_csl
from corpus.references.reference import MAX_BYTES, Reference, described, first_given, full_name
from corpus.references.zotero_rdf import read_zotero_rdf
from corpus.store.zotero import BESIDE, ZOTERO, zotero_attachments

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corpus.store.zotero import ZoteroAttachment

_STORAGE = "storage:"
_FILES = "files"
"""The folder of the attachments beside an export."""
_EXPORTS = (".bib", ".rdf", ".json")
_PUBLICATIONS = (
    "publicationTitle",
    "bookTitle",
    "proceedingsTitle",
    "encyclopediaTitle",
    "dictionaryTitle",
    "blogTitle",
    "forumTitle",
)
_PUBLISHERS = ("publisher", "institution", "university", "websiteTitle", "network", "studio", "label", "company")


def lists_in(folder: Path, names: Iterable[str]) -> list[Path]:
    """Return the lists of references in a folder that holds these names.

    A JSON file counts where the attachments of an export lie beside it: there are many of other kinds.
    """
    there = set(names)
    if ZOTERO in there:
        return [folder / ZOTERO]
    suffixes = _EXPORTS if _FILES in there else _EXPORTS[:1]
    return [folder / name for name in sorted(there) if os.path.splitext(name)[1].lower() in suffixes]  # noqa: PTH122


def may_be_list(path: Path) -> bool:
    """Return whether a file that a person names may be a list of references."""
    return path.name == ZOTERO or path.suffix.lower() in _EXPORTS


def named_lists(path: Path) -> list[Path]:
    """Return the list of references that a path stands for: a file, or a Zotero data folder; none for any other."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - as files are found
    whole = absolute / ZOTERO if absolute.is_dir() else absolute
    return [whole] if whole.is_file() and may_be_list(whole) else []


def describes_files(path: Path) -> bool:
    """Return whether a file in a folder is a list of references that names files, and so is no document itself."""
    if not may_be_list(path) or (path.suffix.lower() == ".json" and not path.with_name(_FILES).is_dir()):
        return False
    try:
        return any(each.files for each in read_list(path))
    except ReadError:
        return False


def read_list(path: Path) -> list[Reference]:
    """Return the references in a list; none for a file of another kind. The last few stay in memory until they change.

    Raises ReadError where it cannot be read.
    """
    return _read_version(path, tuple(_version(path.with_name(path.name + each)) for each in ("", *BESIDE)))


@lru_cache(maxsize=8)
def _read_version(path: Path, _version: tuple[object, ...]) -> list[Reference]:
    folder = path.parent
    if path.name == ZOTERO:
        return [_of_zotero(each, folder) for each in zotero_attachments(folder)]
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ReadError(
                Message("it is larger than {size:,} MiB; split it into smaller files", size=MAX_BYTES >> 20)
            )
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(Message("it cannot be read ({error})", error=error.strerror or str(error))) from error
    try:
        if path.suffix.lower() == ".rdf":
            return read_zotero_rdf(data, folder)
        text = data.decode("utf-8-sig", "replace")
        return (read_bibtex if path.suffix.lower() == ".bib" else read_csl)(text, folder)
    except ValueError:
        return []


def _version(path: Path) -> tuple[int, ...]:
    try:
        status = path.stat()
    except OSError:
        return ()
    return status.st_size, status.st_mtime_ns, status.st_ino


def _of_zotero(attachment: ZoteroAttachment, folder: Path) -> Reference:
    said = attachment.fields
    metadata = described(
        first_given([said.get(name) for name in ("title", "caseName", "nameOfAct", "subject")]),
        [full_name(given, family) for given, family in attachment.creators],
        first_given([said.get(name) for name in ("date", "dateDecided", "dateEnacted", "issueDate")]),
        first_given([said.get(name) for name in _PUBLICATIONS]),
        first_given([said.get(name) for name in _PUBLISHERS]),
        said.get("DOI") or _doi_in(said.get("extra", "")),
        said.get("url"),
        said.get("language"),
        said.get("accessDate"),
    )
    path = _path_of(attachment, folder)
    return Reference(metadata, (path,) if path is not None else ())


def _path_of(attachment: ZoteroAttachment, folder: Path) -> Path | None:
    """Return the path of an attachment; None for one that lies below a folder that only Zotero's settings name."""
    if attachment.is_linked:
        is_whole = PurePosixPath(attachment.path).is_absolute() or PureWindowsPath(attachment.path).is_absolute()
        return Path(attachment.path) if is_whole else None
    name = attachment.path.removeprefix(_STORAGE)
    return folder / "storage" / attachment.key / name if name == PureWindowsPath(name).name else None


def _doi_in(extra: str) -> str | None:
    """Return the DOI in the lines of the field `extra`, where Zotero keeps that of works without such a field."""
    lines = (line.partition(":") for line in extra.splitlines())
    return next((value.strip() for name, _, value in lines if name.strip().upper() == "DOI"), None)
