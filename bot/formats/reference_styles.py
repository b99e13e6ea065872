"""References and citations in the styles of the Citation Style Language, set by Typst, which has the styles in it.

Typst is given one fixed program and the works as data, in memory. It reads no file, and has nothing to fetch.
"""

from __future__ import annotations

import json
import re
import threading
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, Literal, get_args

import typst

from bot.formats.authors import authors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.formats.authors import Author
    from bot.formats.cited_works import CitedWork

ReferenceStyle = Literal["apa", "mla", "chicago", "harvard", "vancouver"]
"""A style of references by its name on the command line and in the page's requests."""
STYLES: tuple[ReferenceStyle, ...] = get_args(ReferenceStyle)
STYLE_NAMES: dict[ReferenceStyle, str] = {
    "apa": "APA",
    "mla": "MLA",
    "chicago": "Chicago",
    "harvard": "Harvard",
    "vancouver": "Vancouver",
}


@dataclass(frozen=True, slots=True)
class _Csl:
    """A style of the CSL's collection by its name in there; `region` says whose dates and quotation marks it takes.

    `mends` are what Typst's processor writes where a work lacks what the style expects, and what belongs there.
    """

    name: str
    region: str = "US"
    mends: tuple[tuple[str, str], ...] = ()


_CSL: dict[ReferenceStyle, _Csl] = {
    "apa": _Csl("apa", mends=((",)", ")"), ("Retrieved http", "http"))),
    "mla": _Csl("modern-language-association"),
    "chicago": _Csl("chicago-author-date", mends=((", ahead of print", ""), (",.", "."), (".”.", ".”"))),
    "harvard": _Csl("harvard-cite-them-right", "GB", mends=((" [Preprint]", ""),)),
    # the one called "vancouver" comes without authors from Typst 0.15
    "vancouver": _Csl("taylor-and-francis-national-library-of-medicine", mends=((";.", "."),)),
}
_PROGRAM = """#set text(lang: sys.inputs.language, region: sys.inputs.region)
#for key in json(bytes(sys.inputs.keys)) [#cite(label(key)) #parbreak()]
#bibliography(bytes(sys.inputs.works), style: sys.inputs.style, title: none)
"""
_CODE = "$\\{}"
"""What Typst takes for code in the fields of a work; it goes there and back as characters that mean nothing."""
_PRIVATE = "\ue000\ue001\ue002\ue003"
_HIDE = str.maketrans(_CODE, _PRIVATE)
_SHOW = str.maketrans(_PRIVATE, _CODE)
_TAGS = {
    tag: chr(0xE010 + at)
    for at, tag in enumerate(f"{end}{name}" for name in ("em", "strong", "sup") for end in ("", "/"))
}
"""Private characters that stand for tags until the text between them is escaped."""
_CAPITALS = re.compile(r"\S+[A-Z]\S*")
_JOINT = "\ue004"
"""Stands behind what keeps its letters: the style would drop a space there, and not see that a word begins."""
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True)
class StyledText:
    """A line of text as it is, and as HTML with its italics."""

    plain: str
    html: str


@dataclass(frozen=True, slots=True)
class StyledWorks:
    """How works are named in a text, in their order, and the list of references that goes with it, in the style's."""

    citations: tuple[StyledText, ...]
    references: tuple[tuple[CitedWork, StyledText], ...]


def set_in_style(works: Sequence[CitedWork], style: ReferenceStyle, language: str = "en") -> StyledWorks:
    """Name works in a style of references, in the words of a language where the style has them, else in English."""
    if not works:
        return StyledWorks((), ())
    keys = [f"work{number}" for number in range(len(works))]
    described = {key: _described(work, _address(key)) for key, work in zip(keys, works, strict=True)}
    csl = _CSL[style]
    given = {
        "language": language,
        "region": csl.region,
        "style": csl.name,
        "keys": json.dumps(keys),
        "works": json.dumps(described, ensure_ascii=False),
    }
    with _ONE_AT_A_TIME:
        page = _compiler().compile(_PROGRAM.encode(), format="html", sys_inputs=given)
    assert isinstance(page, bytes), "HTML is one file"
    lines = _Lines(csl.mends, {_address(key): work.url for key, work in zip(keys, works, strict=True) if work.url})
    lines.feed(page.decode("utf-8"))
    by_place = dict(zip((place for place, _ in lines.of["p"]), works, strict=True))
    references = tuple((by_place[place], reference) for place, reference in lines.of["li"])
    return StyledWorks(tuple(citation for _, citation in lines.of["p"]), references)


@cache
def _compiler() -> typst.Compiler:
    """Return the one compiler, without fonts: nothing is drawn."""
    return typst.Compiler(
        ignore_system_fonts=True,
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False),
    )


def _address(key: str) -> str:
    """Return what stands for a work's address while it is set: Typst would refuse some, and rewrite others."""
    return f"https://{key}.invalid/"


def _described(work: CitedWork, address: str) -> dict[str, Any]:
    """Describe a work in the terms of Typst's bibliographies."""
    accessed = _day(work.accessed)
    described: dict[str, Any] = {
        "type": "Article" if work.publication else "Web" if work.url else "Misc",
        "title": _title(work),
        "author": [_named(each) for each in authors(work.author or "")] or None,
        "publisher": _hidden(work.publisher) if work.publisher != work.author else None,
        "date": _day(work.date),
        "language": work.language,
        "url": ({"value": address, "date": accessed} if accessed else address) if work.url else None,
        "serial-number": {"doi": _hidden(work.doi)} if work.doi else None,
        "parent": {"type": "Periodical", "title": _hidden(work.publication)} if work.publication else None,
    }
    return {name: value for name, value in described.items() if value is not None}


def _named(author: Author) -> dict[str, str]:
    known = {"name": _hidden(author.family), "given-name": _hidden(author.given)}
    return {key: value for key, value in known.items() if value}


def _title(work: CitedWork) -> str:
    """Return the title with its names of files and its words like "NATO" kept from becoming "Nato"."""
    title = _hidden(work.title) or ""
    return "{" + title + "}" if work.title == work.file else _CAPITALS.sub(rf"{{\g<0>}}{_JOINT}", title)


def _hidden(text: str | None) -> str | None:
    return text.translate(_HIDE) if text else None


def _day(parts: Sequence[int]) -> str | None:
    """Return a date as far as it is one of the calendar, as in "2020-01"; None without a year."""
    for known in range(len(parts), 0, -1):
        try:
            date(*[*parts[:known], 1, 1][:3])
        except ValueError:
            continue
        return "-".join([f"{parts[0]:04}", *(f"{part:02}" for part in parts[1:known])])
    return None


class _Lines(HTMLParser):
    """A parser of what Typst makes: the paragraphs, which are citations, and the items of the list of references.

    Attributes:
        of: What stands in each, with the place in the list that a citation leads to and a reference is at.
    """

    def __init__(self, mends: Sequence[tuple[str, str]], addresses: Mapping[str, str]) -> None:
        super().__init__()
        self.of: dict[str, list[tuple[str, StyledText]]] = {"p": [], "li": []}
        self._mends = mends
        self._addresses = addresses
        self._line = self._place = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in self.of:
            self._line, self._place = "", given.get("id") or ""
        elif given.get("role") == "doc-biblioref":
            self._place = (given.get("href") or "")[1:]
        self._line += _TAGS.get(tag, "")

    def handle_data(self, data: str) -> None:
        self._line += data

    def handle_endtag(self, tag: str) -> None:
        self._line += _TAGS.get(f"/{tag}", "")
        if tag in self.of:
            self.of[tag].append((self._place, self._styled(re.sub(r"\s+", " ", self._line).strip())))

    def _styled(self, line: str) -> StyledText:
        line = line.replace(_JOINT, "")
        for wrong, right in self._mends:
            line = line.replace(wrong, right)
        for placeholder, address in self._addresses.items():
            line = line.replace(placeholder, address)
        shown = line.translate(_SHOW)
        marked = escape(shown, quote=False)
        for tag, character in _TAGS.items():
            shown, marked = shown.replace(character, ""), marked.replace(character, f"<{tag}>")
        return StyledText(shown, marked)
