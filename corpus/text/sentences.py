"""Divide text into sentences, in every script and with the abbreviations of its language.

The boundaries are found in a *flat* text: as long as the true one, character for character, with the line breaks inside
a paragraph and the list markers blanked out.
"""

from __future__ import annotations

import re

from corpus.documents import Span
from corpus.text.abbreviations import abbreviations
from corpus.text.boundaries import boundaries
from corpus.text.line_structure import flatten
from corpus.text.segments import grapheme_ends
from corpus.text.surrogates import replace_surrogates

_CLAUSE_END = re.compile(r"[;:,)\]”»—]\s|[、；，：。！？؛،]")
_LONGEST_GRAPHEME = 64


def sentences(text: str, within: Span, language: str | None = None) -> list[Span]:
    """Return the sentences of `within`, in order, without the white space and list markers around them.

    A blank line, a list item, a Markdown heading, a table row, a line of leaders and one of several lines with labels
    end a sentence; a line break alone does not. Every other character that is not white space lies in exactly one span.
    `language` is a code ("de", "en-GB"); None reads with the abbreviations of all languages.

    Example: "Dr. Leka came. He left." has the sentences "Dr. Leka came." and "He left."
    """
    flat = flatten(replace_surrogates(within.of(text)))
    found = []
    start = 0
    for end in boundaries(flat, abbreviations(language)):
        piece = flat[start:end]
        words = piece.strip()
        if words:
            first = within.start + start + piece.index(words[0])
            found.append(Span(first, first + len(words)))
        start = end
    return found


def cut(text: str, span: Span, limit: int) -> list[Span]:
    """Cut `span` into pieces of at most `limit` characters: at clause marks, else at white space, else anywhere.

    "Anywhere" is between two grapheme clusters, unless one cluster alone is longer than the limit.
    """
    pieces = []
    start, end = span.start, span.end
    while end - start > limit:
        window = text[start : start + limit]
        size = _cut_in(window, text[start : start + limit + _LONGEST_GRAPHEME])
        pieces.append(Span(start, start + len(window[:size].rstrip())))
        start += size
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        pieces.append(Span(start, end))
    return pieces


def _cut_in(window: str, ahead: str) -> int:
    half = len(window) // 2
    clauses = [mark.end() for mark in _CLAUSE_END.finditer(window, half)]
    if clauses:
        return clauses[-1]
    spaces = [at for at in range(half, len(window)) if window[at].isspace()]
    if spaces:
        return spaces[-1] + 1
    graphemes = [end for end in grapheme_ends(ahead) if end <= len(window)]
    return graphemes[-1] if graphemes else len(window)
