"""Headings of a web page: which of them is its title, and which are sentences set large."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from corpus.readers.common.metadata import line_or_none
from corpus.readers.common.placeholders import title_or_none

if TYPE_CHECKING:
    from lxml.etree import _Element

    from corpus.readers.common.text_builder import TextBuilder

_SAYS_NOTHING = frozenset({"home", "homepage", "index", "welcome", "new page", "page"})
_MAX_HEADLINES = 20
_STATEMENT = re.compile(r"(?:\S+\s+){5,}\S+[.!…][\"'”’»)]*|\S{12,}[。！]")
_MIN_STAND_FIRST = 14
"""Words of a heading right below the headline from which on it is the stand-first."""


def headline(tree: _Element) -> str | None:
    """Return the title of a page: its `<title>`, or the headline in it without the site's name; None without either.

    Example: of "The mill of Korca | The Post", with a headline of these words, "The mill of Korca".
    """
    tab = title_or_none(tree.findtext(".//title"))
    tab = None if tab is None or tab.casefold() in _SAYS_NOTHING else tab
    headlines = [
        words
        for element in islice(tree.iter("h1"), _MAX_HEADLINES)
        if (words := line_or_none(" ".join(str(part) for part in islice(element.itertext(), _MAX_HEADLINES))))
    ]
    if tab is None:
        return headlines[0] if headlines else None
    told = _words(tab)
    return max((each for each in headlines if f" {_words(each)} " in f" {told} "), key=len, default=tab)


def add_heading(builder: TextBuilder, words: str, level: int) -> None:
    """Append a heading; below the headline, a sentence set as one is a paragraph, as it is to be found and quoted."""
    if level > 1 and (_STATEMENT.fullmatch(" ".join(words.split())) or _is_stand_first(builder, words)):
        builder.add(" ".join(words.split()))
    else:
        builder.add_heading(words, level)


def _is_stand_first(builder: TextBuilder, words: str) -> bool:
    """Return True for many words right below the headline."""
    above = builder.headings[-1:]
    return bool(above) and above[0].span.end == builder.length and len(words.split()) >= _MIN_STAND_FIRST


def _words(title: str) -> str:
    return " ".join(re.findall(r"\w+", title.casefold()))
