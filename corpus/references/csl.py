"""CSL-JSON files: lists of works; the file of one is named by its `file`, or called like its `id`."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from corpus.references.bibtex import attached_files
from corpus.references.reference import Reference, described, first_given, full_name

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.documents import Metadata

_PARTICLES = ("dropping-particle", "non-dropping-particle")


def read_csl(text: str, folder: Path) -> list[Reference]:
    """Return the references of a file in `folder`; none for JSON of another kind. Raises ValueError for no JSON."""
    try:
        loaded = json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    listed = loaded.get("items") if isinstance(loaded, dict) else loaded
    items = [each for each in listed if _is_work(each)] if isinstance(listed, list) else []
    by_stem = _files_by_stem(folder) if items else {}
    return [Reference(_metadata(each), _files(each, folder, by_stem)) for each in items]


def _is_work(item: object) -> bool:
    return isinstance(item, dict) and "id" in item and isinstance(item.get("type"), str) and "title" in item


def _metadata(item: dict[str, Any]) -> Metadata:
    return described(
        _text(item.get("title")),
        map(_name, _list(item.get("author")) or _list(item.get("editor"))),
        _date(item.get("issued")),
        _text(item.get("container-title")),
        item.get("publisher"),
        item.get("DOI"),
        item.get("URL"),
        item.get("language"),
        _date(item.get("accessed")),
    )


def _files(item: dict[str, Any], folder: Path, by_stem: dict[str, list[Path]]) -> tuple[Path, ...]:
    named = item.get("file")
    attached = [each.get("path") for each in _list(item.get("attachments")) if isinstance(each, dict)]
    files = [*(attached_files(named, folder) if isinstance(named, str) else ())]
    files += [folder / path for path in attached if isinstance(path, str) and path]
    return tuple(files) or tuple(by_stem.get(str(first_given([item.get("citation-key"), item["id"]])), ()))


def _files_by_stem(folder: Path) -> dict[str, list[Path]]:
    """Return the files beside the list, and in the folder `files` there, by their names without suffix."""
    found: dict[str, list[Path]] = defaultdict(list)
    for place in (folder, folder / "files"):
        for path in sorted(place.iterdir()) if place.is_dir() else ():
            if path.is_file() and path.suffix.lower() not in (".json", ".bib", ".rdf"):
                found[path.stem].append(path)
    return found


def _name(person: object) -> str | None:
    if not isinstance(person, dict):
        return None
    if person.get("literal"):
        return _text(person["literal"])
    family = full_name(full_name(*(person.get(name) for name in _PARTICLES)), person.get("family"))
    return full_name(full_name(person.get("given"), family), person.get("suffix"))


def _date(value: object) -> str | None:
    if not isinstance(value, dict):
        return None
    first = next(iter(_list(value.get("date-parts"))), None)
    parts = [str(each) for each in _list(first)]
    if parts and all(each.isdecimal() for each in parts):
        return "-".join([parts[0].zfill(4), *(each.zfill(2) for each in parts[1:3])])
    return _text(first_given([value.get("raw"), value.get("literal")]))


def _text(value: object) -> str | None:
    """Return a string, or the first of a list, as some services write titles."""
    value = next(iter(value), None) if isinstance(value, list) else value
    return value if isinstance(value, str) else None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
