"""`NAME.meta.json` beside the file NAME: what a person says of a document, which goes before what it says itself."""

from __future__ import annotations

import json
import stat
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from corpus.documents import Metadata
from corpus.readers.plain.front_matter import metadata_from
from corpus.text.languages import declared

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from corpus.documents import Part

SUFFIX = ".meta.json"
MOST_BYTES = 2**20
_FIELDS = tuple(field.name for field in fields(Metadata))
_OF_THE_WHOLE = ("publisher", "language")


@dataclass(frozen=True, slots=True)
class SideCar:
    """A side-car as it was read: its bytes, what can be used of it, and what is wrong with the rest, if anything."""

    data: bytes
    metadata: Metadata
    problem: str | None = None


def side_car_of(path: Path) -> Path:
    """Where the side-car of a file would lie."""
    return path.with_name(path.name + SUFFIX)


def described_by(path: Path) -> Path | None:
    """The file that a side-car describes; None where `path` is called like no side-car."""
    name = path.name.removesuffix(SUFFIX)
    return path.with_name(name) if name and name != path.name else None


def read_side_car(path: Path) -> SideCar | None:
    """The side-car of the file at `path`; None where there is none. A broken one says nothing but its problem."""
    beside = side_car_of(path)
    try:
        status = beside.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        return _broken(beside, b"", f"it cannot be read ({error.strerror})")
    if not stat.S_ISREG(status.st_mode) or status.st_size > MOST_BYTES:
        return _broken(beside, b"", f"it is no file of at most {MOST_BYTES:,} bytes")
    try:
        with beside.open("rb") as file:
            data = file.read(MOST_BYTES)
    except OSError as error:
        return _broken(beside, b"", f"it cannot be read ({error.strerror})")
    return _parsed(beside, data)


def described(part: Part, side_car: SideCar | None) -> Part:
    """`part` with what its file's side-car says.

    Of a file with many documents a side-car describes the whole: it names their publisher, language and sources, and
    what else a document does not say itself, but never their titles.
    """
    if side_car is None:
        return part
    said, own = side_car.metadata, part.content.metadata
    changed: dict[str, Any] = {}
    for name in _FIELDS:
        value = getattr(said, name)
        is_theirs = not part.name or name in _OF_THE_WHOLE or not getattr(own, name)
        if value and is_theirs:
            changed[name] = value
    return replace(part, content=replace(part.content, metadata=replace(own, **changed)))


def _parsed(beside: Path, data: bytes) -> SideCar:
    try:
        values = json.loads(data)
    except (ValueError, RecursionError) as error:
        where = f"line {error.lineno}: {error.msg}" if isinstance(error, json.JSONDecodeError) else "it is no text"
        return _broken(beside, data, f"it is not JSON ({where})")
    if not isinstance(values, dict):
        return _broken(beside, data, 'it is not one JSON object such as {"title": "…", "date": "2020-01-04"}')
    metadata = _metadata(values)
    unused = [name for name in _FIELDS if values.get(name) not in (None, "", []) and not getattr(metadata, name)]
    problem = f"{beside.name}: its {' and '.join(unused)} cannot be used" if unused else None
    return SideCar(data, metadata, problem)


def _metadata(values: Mapping[object, Any]) -> Metadata:
    year = values.get("date")
    if isinstance(year, int) and not isinstance(year, bool):
        values = {**values, "date": str(year)}
    metadata = metadata_from(values, title="")
    return replace(metadata, language=declared(metadata.language))


def _broken(beside: Path, data: bytes, problem: str) -> SideCar:
    return SideCar(data, Metadata(""), f"{beside.name} is not used: {problem}; mend it and add the file again")
