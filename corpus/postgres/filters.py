"""A filter as a condition in SQL: the server finds out which documents fit, by the rules of `Filter.fits`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from corpus.documents import Metadata
from corpus.postgres.name_patterns import NamePattern, containing, like_file_pattern
from corpus.store.arrangement import arrangement_in
from corpus.store.document_line import DocumentLine
from corpus.store.file_names import added_folders
from corpus.store.shown_names import ShownNames

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.engines.filters import Filter
    from corpus.postgres.server import ServerConnection


@dataclass(frozen=True, slots=True)
class DocumentCondition:
    """A condition on rows of `documents JOIN originals`, as psycopg takes it, with its values in turn."""

    text: str
    values: tuple[Any, ...]

    @property
    def ids(self) -> str:
        """Return the query for the ids of the documents that fit."""
        return f"SELECT documents.id FROM documents JOIN originals ON originals.id = original WHERE {self.text}"

    def __and__(self, other: DocumentCondition) -> DocumentCondition:
        return DocumentCondition(f"({self.text}) AND ({other.text})", (*self.values, *other.values))

    def __or__(self, other: DocumentCondition) -> DocumentCondition:
        return DocumentCondition(f"({self.text}) OR ({other.text})", (*self.values, *other.values))


NEVER = DocumentCondition("FALSE", ())
FEW = 1_000
"""Documents up to which a search names those that fit, so that they are looked for once in a question."""


@dataclass(frozen=True, slots=True)
class PassageCondition:
    """A condition on rows that have a column `document`, as psycopg takes it, with its values in turn."""

    text: str
    values: tuple[Any, ...]


def passages_within(wanted: Filter, connection: ServerConnection) -> PassageCondition:
    """Return the condition that a passage is of a document that fits."""
    found = condition_of(wanted, connection)
    few = connection.run(f"{found.ids} LIMIT %s", (*found.values, FEW + 1)).fetchall()
    if len(few) > FEW:
        return PassageCondition(f"document IN ({found.ids})", found.values)
    return PassageCondition("document = ANY (%s)", (sorted(id for (id,) in few),))


def condition_of(wanted: Filter, connection: ServerConnection) -> DocumentCondition:
    """Return the condition that documents fit a filter; `connection` tells how collections are arranged now."""
    found = DocumentCondition("TRUE", ())
    if wanted.ids is not None or wanted.collections is not None:
        chosen = NEVER if wanted.ids is None else _any("documents.id = ANY (%s)", sorted(wanted.ids))
        for each in () if wanted.collections is None else _in_collections(sorted(wanted.collections), connection):
            chosen |= each
        found &= chosen
    if wanted.pattern is not None:
        found &= _named(like_file_pattern(wanted.pattern), paths=wanted.folders)
    if wanted.after is not None:
        found &= DocumentCondition(f"{_LATEST} >= %s", (wanted.after,))
    if wanted.before is not None:
        found &= DocumentCondition(f"left({_DATE}, %s) <= %s", (len(wanted.before), wanted.before))
    if text := wanted.text.strip():
        by_folder = _shown_with(text, connection)
        found &= _named(containing(text), paths=False) | _any("documents.id = ANY (%s)", by_folder)
    return found


def _any(text: str, values: list[str]) -> DocumentCondition:
    return DocumentCondition(text, (values,)) if values else NEVER


def _named(pattern: NamePattern, *, paths: bool) -> DocumentCondition:
    """Return the condition that one of a document's names fits, or one of its `paths`."""
    base, part = _base("originals.path"), "part <> ''"
    names = ["documents.id", *(f"metadata ->> '{key}'" for key in ("title", "publisher", "url")), base]
    texts, values = _fitting(names, pattern)
    of_part = [f"{base} || '/' || part"]
    of_others = [_base("files.path")]
    if paths:
        more = _fitting(["originals.path"], pattern)
        texts, values = texts + more[0], values + more[1]
        of_part.append("originals.path || '/' || part")
        of_others.append("files.path")
    parts, part_values = _fitting(of_part, pattern)
    others, other_values = _fitting(of_others, pattern)
    texts.append(f"{part} AND ({' OR '.join(parts)})")
    texts.append(f"EXISTS (SELECT 1 FROM files WHERE files.original = documents.original AND ({' OR '.join(others)}))")
    joined = " OR ".join(f"({text})" for text in texts)
    return DocumentCondition(f"coalesce({joined}, FALSE)", (*values, *part_values, *other_values))


def _fitting(columns: list[str], pattern: NamePattern) -> tuple[list[str], list[str]]:
    texts, values = [], []
    for column in columns:
        text, of_one = pattern.condition(f"({column})")
        texts.append(text)
        values += of_one
    return texts, values


def _base(path: str) -> str:
    """Return the expression for the name of the file at a path."""
    return f"regexp_replace({path}, '{_FOLDERS}', '')"


def _in_collections(names: list[str], connection: ServerConnection) -> Iterator[DocumentCondition]:
    """Yield conditions of which a document of one of these collections fits one."""
    now = arrangement_in(connection)  # type: ignore[arg-type]
    folders = sorted(added_folders(connection), key=len)  # type: ignore[arg-type]
    tops = [each for at, each in enumerate(folders) if not any(_inside(each, above) for above in folders[:at])]
    placed = list(now.placed)
    yield _at_paths("path = ANY (%s)", [path for path, name in now.placed.items() if name in names])
    for top in tops:
        name = PurePath(top).name
        if now.called.get(name, name) in names:
            opened = _opened(top)
            yield _stands("starts_with(path, %s) AND path <> ALL (%s)", (opened, placed))
    if now.called.get("", "") in names:
        opened_tops = [_opened(top) for top in tops]
        yield _stands(
            "path <> ALL (%s) AND NOT EXISTS (SELECT 1 FROM unnest(%s::text[]) AS top WHERE starts_with(path, top))",
            (placed, opened_tops),
        )


def _at_paths(text: str, paths: list[str]) -> DocumentCondition:
    return _stands(text, (paths,)) if paths else NEVER


def _stands(text: str, values: tuple[Any, ...]) -> DocumentCondition:
    """Return the condition that a document stands at a path that fits."""
    return DocumentCondition(
        "EXISTS (SELECT 1 FROM (SELECT originals.path UNION ALL SELECT files.path FROM files "
        f"WHERE files.original = documents.original) AS places (path) WHERE {text})",
        values,
    )


def _opened(folder: str) -> str:
    return folder.rstrip(os.sep) + os.sep


def _inside(folder: str, above: str) -> bool:
    return folder.startswith(_opened(above))


def _shown_with(text: str, connection: ServerConnection) -> list[str]:
    """Return the documents that lists show with folders before their names, for another has the same, and `text`.

    Which folders are shown depends on where the others of that name lie: only those are read.
    """
    contains, values = containing(text).condition("(path || '/' || part)")
    rows = connection.run(_OF_SHARED_NAMES.format(base=_base("path"), contains=contains), values).fetchall()
    lines = [DocumentLine(id, path, Metadata(""), part=part) for id, path, part in rows]
    wanted = text.casefold()
    return sorted(id for id, name in ShownNames.of(lines).names.items() if wanted in name.casefold()) if lines else []


_FOLDERS = r"^.*[/\\]" if os.sep == "\\" else "^.*/"
_DATE = "(metadata ->> 'date') COLLATE \"C\""
_LATEST = (
    f"({_DATE} || CASE WHEN length({_DATE}) >= 4 THEN substr('-99-99', length({_DATE}) - 3) "
    f"ELSE right('-99-99', 4 - length({_DATE})) END) COLLATE \"C\""
)
"""The last day that a date may mean, as text."""
_OF_SHARED_NAMES = """
    WITH named AS (
        SELECT documents.id, path, part, {base} || '/' || part AS name
        FROM documents JOIN originals ON originals.id = original
    )
    SELECT id, path, part FROM named WHERE name IN (
        SELECT name FROM named GROUP BY name HAVING min(path) <> max(path) AND bool_or({contains})
    )
"""
