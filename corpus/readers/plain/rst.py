"""reStructuredText: the stored text is the file's own; headings are found by the lines under and over them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.documents import Content, Heading, Metadata, Span
from corpus.readers.common.encoding import decode
from corpus.readers.common.metadata import iso_date, line_or_none, title_from
from corpus.readers.common.text_builder import MAX_HEADING
from corpus.readers.options import DEFAULTS, ReadOptions
from corpus.web_address import web_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1+")
_MIN_ADORNMENT = 4
_MAX_LEVEL = 6
_NOT_A_TITLE = re.compile(r"[-*+•‣⁃](?:\s|\Z)|\.\.(?:\s|\Z)|__\s|>>>\s|\|\s|:[^:\s][^:]{0,80}:(?:\s|\Z)")
_FIELD = re.compile(r":([^:\s][^:]{0,60}):(?:[ \t]+(.*)|[ \t]*)\Z")
_KEYWORD = re.compile(r"\$\w{1,20}:\s*(.*?)\s*\$\Z")
_LIST_ITEM = re.compile(r"[-*+]\s+")
_MAX_HEADINGS = 200
_MAX_VALUE = 5000

_LINK = re.compile(r"`([^`<]*?)\s*<[^`>]*>`_{0,2}")
_ROLE = re.compile(r"(?::[A-Za-z][\w.+-]{0,40}){1,3}:(?=`)")
_QUOTED = re.compile(r"(``|`|\*\*|\*)(?=\S)(.+?)(?<=\S)\1_{0,2}")
_REPLACED = re.compile(
    r"^[ \t]*\.\.[ \t]+\|([^|\s][^|\r\n]{0,80})\|[ \t]+replace::[ \t]*([^\r\n]{1,200})", re.MULTILINE
)
_SUBSTITUTION = re.compile(r"\|([^|\s](?:[^|]{0,80}[^|\s])?)\|_{0,2}")
_ESCAPED = re.compile(r"\\(.)")


def read_rst(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Content:
    r"""Read reStructuredText with its fields; the text stays as it is in the file.

    Example:
        >>> [heading.text for heading in read_rst(b"Bees\n====\n", "bees.rst").headings]
        ['Bees']
    """
    text = decode(data)
    start = int(text.startswith("\ufeff"))
    lines = _line_spans(text, start)
    replacements = _replacements(text)
    headings = tuple(_resolved(heading, replacements) for heading in _find_headings(text, lines))
    fields = _read_fields(
        [line.of(text).rstrip() for line in lines[: 2 * _MAX_HEADINGS]], _title_lines(lines, headings)
    )
    title = (line_or_none(headings[0].text) if headings else None) or title_from(path)
    return Content(
        text=text,
        metadata=_field_metadata(fields, title),
        media_type=options.media_type,
        body=Span(start, len(text)),
        headings=headings,
    )


def _replacements(text: str) -> dict[str, str]:
    """Return what the document says that its substitutions stand for."""
    return {found[1].casefold(): _without_markup(found[2]) for found in _REPLACED.finditer(text)}


def _resolved(heading: Heading, replacements: dict[str, str]) -> Heading:
    """Return a heading with its substitutions replaced; those that only the project's settings know are left out.

    Example: "sqlite-utils |version|" is "sqlite-utils".
    """
    if "|" not in heading.text:
        return heading
    words = _SUBSTITUTION.sub(lambda found: replacements.get(found[1].casefold(), ""), heading.text)
    words = " ".join(words.split())[:MAX_HEADING]
    return replace(heading, text=words) if words else heading


def _line_spans(text: str, start: int) -> list[Span]:
    return [Span(found.start(), found.end()) for found in _LINE.finditer(text, start) if found[0]]


def _find_headings(text: str, lines: Sequence[Span]) -> Iterator[Heading]:
    """Yield the sections of the document itself: indented ones belong to a list, a directive, a quotation or code.

    As in docutils, a level is one style of adornment, and the styles rank in the order in which they first appear.
    """
    levels: dict[tuple[str, bool], int] = {}
    at, open_to_title = 0, True
    while at < len(lines):
        found = _match_title(text, lines, at) if open_to_title else None
        if found:
            words, style, size = found
            level = min(levels.setdefault(style, len(levels) + 1), _MAX_LEVEL)
            shown = lines[at].of(text)
            end = lines[at + size - 1].start + len(lines[at + size - 1].of(text).rstrip())
            yield Heading(Span(lines[at].start + len(shown) - len(shown.lstrip()), end), level, words)
            at += size
            continue
        line = lines[at].of(text)
        open_to_title = line[0].isspace() or line.startswith("..")
        at += 1


def _match_title(text: str, lines: Sequence[Span], at: int) -> tuple[str, tuple[str, bool], int] | None:
    """Return the words, the style and the number of lines of a title that begins here, or None."""
    first, second, third = (lines[nth].of(text).rstrip() if nth < len(lines) else "" for nth in (at, at + 1, at + 2))
    over = _ADORNMENT.fullmatch(first)
    if over and _ADORNMENT.fullmatch(third) and over[1] == third[0] and not _ADORNMENT.fullmatch(second):
        line, under, size = second.strip(), min(first, third, key=len), 3
    else:
        line, under, size = first, second, 2
        over = None
    if not line or line[0].isspace() or not _ADORNMENT.fullmatch(under) or _ADORNMENT.fullmatch(line):
        return None
    if under == "::" or (len(under) < min(_MIN_ADORNMENT, len(line))) or (not over and _NOT_A_TITLE.match(line)):
        return None
    words = _without_markup(line) if len(line) <= 2 * MAX_HEADING else ""
    return (words, (under[0], over is not None), size) if 0 < len(words) <= MAX_HEADING else None


def _without_markup(line: str) -> str:
    """Return the words that show, as far as a title's markup goes."""
    line = _QUOTED.sub(r"\2", _LINK.sub(r"\1", _ROLE.sub("", line)))
    return " ".join(_ESCAPED.sub(r"\1", line).split())


def _title_lines(lines: Sequence[Span], headings: Sequence[Heading]) -> set[int]:
    """Return the lines, by number, that are headings."""
    spans = [heading.span for heading in headings[:_MAX_HEADINGS]]
    return {
        nth
        for nth, line in enumerate(lines[: 2 * _MAX_HEADINGS])
        if any(span.start < line.end and line.start < span.end for span in spans)
    }


def _read_fields(lines: Sequence[str], titles: set[int]) -> dict[str, list[str]]:
    """Return the list of fields at the top, their values as lines.

    It stands before the title or after it, and after comments.
    """
    fields: dict[str, list[str]] = {}
    value: list[str] | None = None
    inside_comment = False
    for nth, line in enumerate(lines):
        if not line or nth in titles:
            continue
        indented = line[0].isspace()
        if found := _FIELD.match(line):
            value, inside_comment = [found[2] or ""], False
            fields.setdefault(found[1].strip().lower(), value)
        elif indented and value is not None:
            value.append(line.strip())
        elif line.startswith(".."):
            value, inside_comment = None, True
        elif not (indented and inside_comment):
            break
    return fields


def _field_metadata(fields: dict[str, list[str]], title: str) -> Metadata:
    return Metadata(
        title=_field_value(fields, "title") or title,
        author=_field_value(fields, "author", "authors"),
        publisher=_field_value(fields, "publisher", "organization", "organisation"),
        date=iso_date(_field_value(fields, "date", "published")),
        url=web_address(_field_value(fields, "url", "canonical", "source")),
        language=_field_value(fields, "language", "lang"),
    )


def _field_value(fields: dict[str, list[str]], *names: str) -> str | None:
    """Return the first of these fields that says something, or None; the lines of a list are joined by commas."""
    for name in names:
        value = [line for line in fields.get(name, ()) if line]
        listed = bool(value) and all(_LIST_ITEM.match(line) for line in value)
        words = (", " if listed else " ").join(_LIST_ITEM.sub("", line) if listed else line for line in value)
        words = words[:_MAX_VALUE]
        keyword = _KEYWORD.match(words)
        if said := line_or_none(_without_markup(keyword[1] if keyword else words)):
            return ", ".join(part.strip() for part in said.split(";")) if name == "authors" else said
    return None
