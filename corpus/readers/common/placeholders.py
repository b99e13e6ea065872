"""What programs write into a file's metadata where nobody has: names, titles and dates that say nothing."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from corpus.readers.common.metadata import iso_date, line_or_none

if TYPE_CHECKING:
    from collections.abc import Iterable

_NOBODY = frozenset(
    {
        *("python-docx", "python-pptx", "openpyxl", "xlsxwriter", "apache poi", "steve canny", "docx4j", "aspose"),
        *("phpoffice", "phpword", "phpspreadsheet", "unknown creator", "un-named", "unnamed", "unknown"),
        *("anonymous", "(anonymous)", "author", "user", "username", "windows user", "microsoft office user"),
        *("microsoft", "microsoft office", "administrator", "admin", "root", "ieuser", "owner", "me", "i", "none"),
        "user: windows nt/95/98 user",
    }
)
_NO_TITLE = frozenset(
    {
        *("word document", "microsoft word document", "powerpoint presentation", "presentation", "title", "no title"),
        *("untitled", "untitled document", "(anonymous)", "anonymous", "enscript output", "workbook", "none"),
        "microsoft powerpoint presentation",
    }
)
_NO_HEADLINE = frozenset(
    {
        *("contents", "table of contents", "introduction", "abstract", "index", "preface", "foreword", "summary"),
        *("përmbajtja", "tabela e përmbajtjes", "hyrje", "parathënie", "abstrakt", "përmbledhje"),
        *("inhalt", "inhaltsverzeichnis", "einleitung", "vorwort", "sommaire", "table des matières", "avant-propos"),
        *("indice", "sommario", "introduzione", "índice", "contenido", "introducción", "оглавление", "содержание"),
        *("введение", "目次", "目录", "目錄"),
    }
)
"""Headings of parts that any document may begin with."""
_FIRST_SECTION = re.compile(r"(?:\d{1,2}|[IVX]{1,4})(?:\.\d{1,2})*\.?\s+\S.*")
_NUMBERED = re.compile(r"(?:document|slide|book|sheet|presentation|folie|foil|diapositive|mappe|dokument) ?\d{1,4}")
_OF_A_TEMPLATE = re.compile(r"\(use style: [^)]*\)|\ABEGIN:V[A-Z]+\Z", re.IGNORECASE)
_FILE_NAME = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel) - )?\S.*\.(?:docx?|dotx?|pptx?|xlsx?|rtf|odt|pdf|exe|txt|indd|graffle"
    r"|tex|dvi|qxd|ps|html?)|microsoft (?:word|powerpoint|excel)\b.*|untitled\W.*"
)
_CODE = re.compile(r"[A-Z]+(?::[A-Z]+){2,}|[A-Z]+\(0x[0-9a-fA-F]+\)")
_TEMPLATE_DATES = frozenset({"2013-12-23", "2013-01-27", "1980-01-01", "1970-01-01", "1601-01-01", "1900-01-01"})
"""Days of python-docx's and python-pptx's empty files, and where the clocks of programs begin."""
_FIRST_YEAR = 1980
_EARLIEST = "1000"
"""Programs write the years 1 and 101 where they know none."""


def author_or_none(value: object) -> str | None:
    """Return the author that a file's metadata name; None where they name a program, or nobody.

    Example:
        >>> author_or_none("Ana Leka"), author_or_none("Microsoft Office User"), author_or_none("W:CAR:MP")
        ('Ana Leka', None, None)
    """
    name = line_or_none(value)
    return None if name is None or name.casefold() in _NOBODY or _CODE.fullmatch(name) else name


def title_or_none(value: object) -> str | None:
    """Return the title that a file's metadata name; None where it is a program's, or the name of a file.

    Example:
        >>> title_or_none("The lakes"), title_or_none("Slide 1"), title_or_none("Microsoft Word - lakes.doc")
        ('The lakes', None, None)
    """
    title = line_or_none(value)
    if title is None or not any(map(str.isalnum, title)) or _OF_A_TEMPLATE.search(title):
        return None
    known = title.casefold()
    is_empty = known in _NO_TITLE or _NUMBERED.fullmatch(known) or _FILE_NAME.fullmatch(known)
    return None if is_empty else title


def headline(headings: Iterable[str]) -> str | None:
    """Return the first heading that can be a document's title; None if all are those of its parts.

    Example:
        >>> headline(["Table of Contents", "1 Installation", "The lakes"]), headline(["Contents"])
        ('The lakes', None)
    """
    return next((title for each in headings if (title := title_or_none(each)) and not _is_of_a_part(title)), None)


def _is_of_a_part(heading: str) -> bool:
    return heading.casefold().rstrip(":. ") in _NO_HEADLINE or _FIRST_SECTION.fullmatch(heading) is not None


def publication_date(value: object) -> str | None:
    """Return a date in ISO form, as precise as it is written; None for where clocks begin, and for the far future.

    Example:
        >>> publication_date("1923-05"), publication_date("1970-01-01"), publication_date("3609-06-30")
        ('1923-05', None, None)
    """
    day = iso_date(value)
    if day is None or day in _TEMPLATE_DATES or day < _EARLIEST:
        return None
    return day if int(day[:4]) <= datetime.now(UTC).year + 1 else None


def creation_date(value: object) -> str | None:
    """Return the day on which a file says that it was made; None for one of a template, or that cannot be.

    Example:
        >>> creation_date("2020-05-06T10:00:00Z"), creation_date("2013-12-23T23:15:00Z"), creation_date("3609-06-30")
        ('2020-05-06', None, None)
    """
    day = iso_date(value)
    if day is None or day in _TEMPLATE_DATES:
        return None
    return day if int(day[:4]) >= _FIRST_YEAR and day <= _tomorrow() else None


def _tomorrow() -> str:
    return date.fromordinal(datetime.now(UTC).toordinal() + 1).isoformat()
