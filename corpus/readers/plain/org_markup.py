"""The markup inside a line of Org: emphasis, links, footnotes."""

from __future__ import annotations

import re

from corpus.text.raised import raised_words

_LINK = re.compile(r"\[\[([^\]\[]{1,2000})\](?:\[([^\]]{1,2000})\])?\]")
_PICTURE = re.compile(r"(?:file:|attachment:)?\S+\.(?:png|jpe?g|gif|svg|webp|pdf)\Z", re.IGNORECASE)
_NOTE = re.compile(r"\[fn:([\w-]*)(?::\s*([^\[\]]*))?\]")
_TARGET = re.compile(r"<<<?[^<>\n]{1,200}>?>>")
_EMPHASIS = re.compile(
    r"(?:(?<=[\s\-({'\"])|^)([*/_=~+])(?=\S)([^\n]{1,500}?)(?<=\S)\1(?=[\s\-.,;:!?'\")}\[]|$)", re.MULTILINE
)
_SHIFTED = re.compile(r"(?<=\S)([\^_])\{([^{}\n]{1,100})\}")
_LINE_END = re.compile(r"[ \t]*\\\\[ \t]*$", re.MULTILINE)
_MAX_NESTED = 3


def plain_words(text: str) -> tuple[str, list[str]]:
    """Return text without markup, as it shows, and the footnotes that are written in it.

    Example:
        >>> plain_words("The [[https://a.example][old /mill/]][fn:: It burnt down.] is *closed*.")
        ('The old mill is closed.', ['It burnt down.'])
    """
    notes = [found[2].strip() for found in _NOTE.finditer(text) if found[2]]
    shown = _TARGET.sub("", _LINK.sub(_link_words, _NOTE.sub("", _LINE_END.sub("", text))))
    shown = _SHIFTED.sub(_shifted, shown)
    for _ in range(_MAX_NESTED):
        shown = _EMPHASIS.sub(r"\2", shown)
    return shown, notes


def _shifted(found: re.Match[str]) -> str:
    """Return what is set below or above the line, with the sign of a raised number if it is one."""
    return raised_words(found[2], found.string[found.start() - 1 : found.start()]) if found[1] == "^" else found[2]


def _link_words(link: re.Match[str]) -> str:
    """Return what a link shows: its description, else where it leads; nothing for a picture."""
    if link[2]:
        return link[2]
    return "" if _PICTURE.match(link[1]) else link[1]
