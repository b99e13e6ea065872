"""What the head of an RTF file says: its fonts, its styles, and its author, title and date."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from corpus.documents import Metadata
from corpus.readers.common.placeholders import author_or_none, creation_date, title_or_none
from corpus.readers.rtf.charsets import of_font

_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_TITLES = frozenset({"title"})
_CONTENTS = re.compile(r"toc \d", re.IGNORECASE)
_DAY = ("yr", "mo", "dy")
BODY_LEVEL = 9
"""Outline level of what is no heading; the highest heading has 0."""


@dataclass(slots=True)
class RtfStyle:
    """A style of paragraphs: its name, and the outline level that it sets."""

    name: str = ""
    outline: int | None = None

    @property
    def level(self) -> int:
        """Return the level of headings of this style, 1 the highest; 0 if it is for none."""
        if self.outline is not None:
            return self.outline + 1 if self.outline < BODY_LEVEL else 0
        found = _HEADING.match(self.name)
        return int(found[1]) if found else int(self.name.casefold() in _TITLES)

    @property
    def in_contents(self) -> bool:
        """Return True for the style of a generated table of contents."""
        return _CONTENTS.match(self.name) is not None


@dataclass(slots=True)
class Header:
    """The head of a file while it is read."""

    fonts: dict[int, str] = field(default_factory=dict)
    styles: dict[int, RtfStyle] = field(default_factory=dict)
    info: dict[str, list[str]] = field(default_factory=dict)
    created: dict[str, int] = field(default_factory=dict)
    _font: int = -1
    _style: int = 0

    def font_word(self, word: str, number: int | None) -> None:
        """Take in a control word of the table of fonts."""
        if word == "f":
            self._font = number or 0
        elif word == "fcharset" and (encoding := of_font(number)):
            self.fonts[self._font] = encoding

    def style_word(self, word: str, number: int | None) -> None:
        """Take in a control word of the table of styles."""
        if word == "s":
            self._style = number or 0
        elif word in ("cs", "ds", "ts"):
            self._style = -1
        elif word == "outlinelevel" and self._style >= 0:
            self._styled().outline = number or 0

    def style_text(self, text: str) -> None:
        """Take in text of the table of styles: names, each with a semicolon after it."""
        if self._style >= 0:
            self._styled().name += text.partition(";")[0].strip()
        if ";" in text:
            self._style = 0

    def created_word(self, word: str, number: int | None) -> None:
        """Take in a control word of the day on which the file was made."""
        self.created.setdefault(word, number or 0)

    def metadata(self, untitled: str) -> Metadata:
        """Return what the file says of itself; `untitled` is its title if it names none."""
        year, month, day = (self.created.get(each, 0) for each in _DAY)
        return Metadata(
            title=title_or_none(self._said("title")) or untitled,
            author=author_or_none(self._said("author")) or author_or_none(self._said("operator")),
            date=creation_date(f"{year:04}-{month:02}-{day:02}"),
        )

    def _styled(self) -> RtfStyle:
        return self.styles.setdefault(self._style, RtfStyle())

    def _said(self, name: str) -> str:
        return "".join(self.info.get(name, ()))
