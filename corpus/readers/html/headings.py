"""Headings of a web page, and which of them are sentences set large."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus.readers.common.text_builder import TextBuilder

_STATEMENT = re.compile(r"(?:\S+\s+){5,}\S+[.!…][\"'”’»)]*|\S{12,}[。！]")
_MIN_STAND_FIRST = 14
"""Words of a heading right below the headline from which on it is the stand-first."""


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
