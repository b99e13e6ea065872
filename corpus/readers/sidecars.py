"""Side-cars: `NAME.meta.json` beside the file NAME describes it, and goes before the file's own metadata."""

from __future__ import annotations

import json
import stat
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from corpus.documents import Metadata
from corpus.messages import Message, listed
from corpus.readers.encodings.names import codecs_of
from corpus.readers.plain.front_matter import metadata_from
from corpus.text.languages import declared

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from corpus.documents import Part

SUFFIX = ".meta.json"
"""What a side-car's name adds to that of its file."""
MAX_BYTES = 2**20
"""Size that a side-car may have."""
_FIELDS = tuple(field.name for field in fields(Metadata) if field.name != "encoding")
_FILE_WIDE_FIELDS = ("publisher", "language")


@dataclass(frozen=True, slots=True)
class SideCar:
    """A side-car as it was read.

    Attributes:
        data: Its bytes.
        metadata: What of it can be used; the title is empty if it names none.
        problem: What is wrong with the rest and what to do, or None.
        encoding: The encoding in which it says that its file is to be read; empty if it says nothing.
    """

    data: bytes
    metadata: Metadata
    problem: Message | None = None
    encoding: str = ""


def side_car_path(path: Path) -> Path:
    """Return the path at which the side-car of a file would lie.

    Example:
        >>> from pathlib import Path
        >>> side_car_path(Path("bees.pdf")).name
        'bees.pdf.meta.json'
    """
    return path.with_name(path.name + SUFFIX)


def described_path(path: Path) -> Path | None:
    """Return the file that a side-car describes; None if `path` is not named like a side-car.

    Example:
        >>> from pathlib import Path
        >>> described_path(Path("bees.pdf.meta.json")).name
        'bees.pdf'
    """
    name = path.name.removesuffix(SUFFIX)
    return path.with_name(name) if name and name != path.name else None


def read_side_car(path: Path) -> SideCar | None:
    """Return the side-car of the file at `path`; None if it has none.

    One that cannot be read or used has empty metadata and a problem.
    """
    beside = side_car_path(path)
    try:
        status = beside.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        return _unusable_side_car(
            beside, b"", Message("it cannot be read ({error})", error=error.strerror or str(error))
        )
    if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_BYTES:
        return _unusable_side_car(beside, b"", Message("it is not a file of at most {most:,} bytes", most=MAX_BYTES))
    try:
        with beside.open("rb") as file:
            data = file.read(MAX_BYTES)
    except OSError as error:
        return _unusable_side_car(
            beside, b"", Message("it cannot be read ({error})", error=error.strerror or str(error))
        )
    return _parse_side_car(beside, data)


def apply_side_car(part: Part, side_car: SideCar | None) -> Part:
    """Return `part` with what its file's side-car says, or as it is without one.

    Of a file with many documents a side-car describes the whole: it names their publisher and language, and what else a
    document does not say itself, but never their titles.
    """
    if side_car is None:
        return part
    said, own = side_car.metadata, part.content.metadata
    changed: dict[str, Any] = {}
    for name in _FIELDS:
        value = getattr(said, name)
        is_theirs = not part.name or name in _FILE_WIDE_FIELDS or not getattr(own, name)
        if value and is_theirs:
            changed[name] = value
    return replace(part, content=replace(part.content, metadata=replace(own, **changed)))


def _parse_side_car(beside: Path, data: bytes) -> SideCar:
    try:
        values = json.loads(data)
    except (ValueError, RecursionError) as error:
        return _unusable_side_car(beside, data, _not_json(error))
    if not isinstance(values, dict):
        return _unusable_side_car(
            beside, data, Message('it is not one JSON object such as {"title": "…", "date": "2020-01-04"}')
        )
    metadata = _parse_metadata(values)
    said = values.get("encoding") or ""
    encoding = said if isinstance(said, str) and codecs_of(said) else ""
    unused = [name for name in _FIELDS if values.get(name) not in (None, "", []) and not getattr(metadata, name)]
    unused += ["encoding"] if said and not encoding else []
    problem = (
        Message("{file}: its {fields} cannot be used", file=beside.name, fields=listed(unused)) if unused else None
    )
    return SideCar(data, metadata, problem, encoding)


def _parse_metadata(values: Mapping[object, Any]) -> Metadata:
    year = values.get("date")
    if isinstance(year, int) and not isinstance(year, bool):
        values = {**values, "date": str(year)}
    metadata = metadata_from(values, title="")
    return replace(metadata, language=declared(metadata.language))


def _unreadable(error: OSError) -> Message:
    return Message("it cannot be read ({error})", error=error.strerror or str(error))


def _not_json(error: Exception) -> Message:
    if isinstance(error, json.JSONDecodeError):
        return Message("it is not JSON (line {line:,}: {error})", line=error.lineno, error=error.msg)
    return Message("it is not JSON, nor any text")


def _unusable_side_car(beside: Path, data: bytes, problem: Message) -> SideCar:
    said = Message(
        "{file} is not used: {problem}; correct it and add the file again", file=beside.name, problem=problem
    )
    return SideCar(data, Metadata(""), said)
