"""BibTeX and BibLaTeX files, read entry by entry in one walk; an entry that is broken is left out, the others stay."""

from __future__ import annotations

import re
from calendar import month_name
from typing import TYPE_CHECKING

from corpus.references.latex import plain_text
from corpus.references.reference import Reference, described, first_given, full_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from corpus.documents import Metadata

Fields = dict[str, str]
_MONTHS = {name[:3].lower(): f"{number:02}" for number, name in enumerate(month_name) if number}
_ENTRY = re.compile(r"@[ \t]*(\w+)\s*([{(])", re.ASCII)
_KEY = re.compile(r"\s*[^\s,{}()=]*\s*,")
_NAME = re.compile(r"\s*,?\s*([A-Za-z][\w:.+/-]*)\s*=\s*")
_BARE = re.compile(r"[^\s,{}#\"()]+")
_JOINED = re.compile(r"\s*#\s*")
_BRACES = re.compile(r"[{}]|^@[ \t]*\w+[ \t]*[{(]", re.ASCII | re.MULTILINE)
_IN_QUOTES = re.compile(r"[{}\"]|^@[ \t]*\w+[ \t]*[{(]", re.ASCII | re.MULTILINE)
_AND = re.compile(r"[{}]|\s+and\s+", re.IGNORECASE)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_MOST_WALKED = 4
"""Most times that a text is walked through for values without an end, after which the rest is given up."""


class _Unclosed(ValueError):
    """A value has no end. `at` is where that became clear."""

    def __init__(self, at: int) -> None:
        super().__init__(f"a value has no end at {at}")
        self.at = at


def read_bibtex(text: str, folder: Path) -> list[Reference]:
    """Return the references of a file in `folder`, with the paths of their attachments.

    Example:
        >>> from pathlib import Path
        >>> text = '@article{a, title = "The " # {{Bees}}, author = {Leka, Ana}, file = {PDF:a.pdf:application/pdf}}'
        >>> (found,) = read_bibtex(text, Path("/refs"))
        >>> found.metadata.title, found.metadata.author, str(found.files[0])
        ('The Bees', 'Ana Leka', '/refs/a.pdf')
    """
    return [_reference(fields, folder) for fields in _entries(text) if "title" in fields or "file" in fields]


def attached_files(value: str, folder: Path) -> tuple[Path, ...]:
    r"""Return the paths in a field `file`: paths, or description:path:type, with `;` between them and `\` to escape.

    Example:
        >>> from pathlib import Path
        >>> [str(each) for each in attached_files(r"PDF:files/1/a\: b.pdf:application/pdf;c.pdf", Path("/refs"))]
        ['/refs/files/1/a: b.pdf', '/refs/c.pdf']
    """
    found = []
    for each in _split(value, ";"):
        parts = _split(each, ":")
        path = ":".join(parts[1:-1]) if len(parts) > 2 else parts[0]
        if written := _ESCAPED.sub(r"\1", path).strip():
            found.append(folder / written)
    return tuple(found)


def _reference(fields: Fields, folder: Path) -> Reference:
    return Reference(_metadata(fields), attached_files(fields.get("file", ""), folder))


def _metadata(fields: Mapping[str, str]) -> Metadata:
    said = {name: plain_text(value) for name, value in fields.items() if name not in ("author", "editor", "file")}
    month = _MONTHS.get(said.get("month", "").lower()[:3], said.get("month", "").zfill(2))
    day = said.get("day", "").zfill(2)
    year = said.get("year", "")
    dates = [said.get("date", "").partition("/")[0], f"{year}-{month}-{day}", f"{year}-{month}", year]
    publishers = ("publisher", "institution", "school", "organization")
    address = _ESCAPED.sub(r"\1", fields.get("url", "").strip("{} "))
    return described(
        said.get("title"),
        _names(fields.get("author") or fields.get("editor", "")),
        next((each for each in dates if re.fullmatch(r"\d{4}(-\d\d){0,2}", each)), None),
        first_given([said.get(name) for name in ("journal", "journaltitle", "booktitle")]),
        first_given([said.get(name) for name in publishers]),
        said.get("doi"),
        address,
        first_given([said.get("langid"), said.get("language")]),
        said.get("urldate"),
    )


def _names(value: str) -> Iterator[str]:
    """Yield the names in a list with `and` between them, each as it is said; what stands in braces is one."""
    depth = start = 0
    for found in _AND.finditer(f"{value} and "):
        if found[0] in "{}":
            depth += 1 if found[0] == "{" else -1
        elif depth <= 0:
            yield _name(value[start : found.start()])
            start = found.end()


def _name(written: str) -> str:
    """Return one name: "Leka, Ana" and "Leka, Jr., Ana" are turned round, the others stand as they are said."""
    if written.strip() == "others":
        return "et al."
    parts = [] if written.strip().startswith("{") and written.strip().endswith("}") else written.split(",")
    if len(parts) < 2:
        return plain_text(written)
    family, *between, given = map(plain_text, parts)
    return full_name(given, " ".join([family, *between]))


def _entries(text: str) -> Iterator[Fields]:
    macros: Fields = dict(_MONTHS)
    at, walked = 0, 0
    while walked <= _MOST_WALKED * len(text) and (found := _ENTRY.search(text, at)):
        kind, at = found[1].lower(), found.end()
        if kind == "comment":
            at = _end_of_comment(text, at)
            continue
        key = None if kind in ("string", "preamble") else _KEY.match(text, at)
        try:
            fields, at = _fields(text, key.end() if key else at, macros)
        except _Unclosed as error:
            walked += error.at - at
            continue
        if kind == "string":
            macros |= fields
        elif kind != "preamble":
            yield fields


def _end_of_comment(text: str, at: int) -> int:
    """Return where a comment ends, with all that stands in its braces; one without an end goes to the next entry."""
    try:
        return _closing(text, at, "{")
    except _Unclosed as error:
        return error.at


def _fields(text: str, at: int, macros: Mapping[str, str]) -> tuple[Fields, int]:
    """Return the fields of an entry and where they end. Raises _Unclosed where a value has no end."""
    fields: Fields = {}
    while found := _NAME.match(text, at):
        value, at = _value(text, found.end(), macros)
        fields.setdefault(found[1].lower(), value)
    return fields, at


def _value(text: str, at: int, macros: Mapping[str, str]) -> tuple[str, int]:
    parts = []
    while True:
        part, at = _part(text, at, macros)
        parts.append(part)
        joined = _JOINED.match(text, at)
        if joined is None:
            return "".join(parts), at
        at = joined.end()


def _part(text: str, at: int, macros: Mapping[str, str]) -> tuple[str, int]:
    opening = text[at : at + 1]
    if opening in ("{", '"') and opening:
        end = _closing(text, at + 1, opening)
        return text[at + 1 : end], end + 1
    bare = _BARE.match(text, at)
    if bare is None:
        raise _Unclosed(at)
    return macros.get(bare[0].lower(), bare[0]), bare.end()


def _closing(text: str, at: int, opening: str) -> int:
    """Return where a value ends; braces count, as for BibTeX itself, even after a backslash.

    Raises _Unclosed at the end of the text, and at a line on which the next entry begins.
    """
    depth = 0
    for found in (_BRACES if opening == "{" else _IN_QUOTES).finditer(text, at):
        if depth == 0 and found[0] == ("}" if opening == "{" else '"'):
            return found.start()
        if found[0].startswith("@"):
            raise _Unclosed(found.start())
        depth += {"{": 1, "}": -1}.get(found[0], 0)
    raise _Unclosed(len(text))


def _split(value: str, separator: str) -> list[str]:
    r"""Split at a separator that has no `\` before it; the escapes stay."""
    parts, start = [], 0
    for found in re.finditer(rf"\\.|{separator}", value, re.DOTALL):
        if found[0] == separator:
            parts.append(value[start : found.start()])
            start = found.end()
    return [*parts, value[start:]]
