"""Markup inside of sentences: what of it is no words."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MARKDOWN = "text/markdown"
RST = "text/x-rst"

_MARKDOWN = re.compile(
    r"(?P<code>(?<!`)(?P<ticks>`{1,3})(?!`)(?:(?!(?P=ticks)).){1,1000}(?P=ticks)(?!`))"
    r"|(?P<escape>\\[!-/:-@\[-`{-~])"
    r"|(?P<comment><!--(?:(?!-->).){0,1000}-->)"
    r"|(?P<tag></?[A-Za-z][\w-]*(?:\s[^<>]{0,1000})?/?>)"
    r"|(?P<image>!\[)(?=[^\]\[]{0,1000}\])"
    r"|(?P<footnote>\[\^[^\]\s]{1,80}\]:?)"
    r"|(?P<link>\[)(?=[^\]\[]{0,1000}\](?:\([^()\s]{0,1000}(?:\([^()\s]{0,1000}\)[^()\s]{0,1000}){0,3}(?:\s+[\"'(][^\"']{0,300}[\"')])?\s*\)|\[[^\]\[]{0,1000}\]))"
    r"|(?P<target>\](?:\(\s*<?[^()\s]{0,1000}(?:\([^()\s]{0,1000}\)[^()\s]{0,1000}){0,3}(?:\s+[\"'(][^\"']{0,300}[\"')])?\s*\)|\[[^\]\[]{0,1000}\]))"
    r"|(?P<emphasis>\*{1,3}|~~|(?<!\w)_{1,3}(?=\w)|(?<=[\w.,;:!?)\"'”’])_{1,3}(?!\w))"
    r"|(?P<attributes>\{[#.:][^{}\s][^{}]{0,200}\})"
    r"|(?P<quote>(?:^|(?<=\n))[ \t]*(?:>[ \t]?)+)"
    r"|(?P<heading>(?:^|(?<=\n))[ \t]*#{1,6}(?=[ \t]))",
    re.DOTALL,
)
_RST = re.compile(
    r"(?P<code>``(?=\S).{1,1000}?``)"
    r"|(?P<escape>\\(?:\s|.))"
    r"|(?P<role>(?::[A-Za-z][\w.+-]{0,40}){1,3}:(?=`)|_(?=`[^`]{1,1000}`))"
    r"|(?P<open>(?<![\w`])`[~!]?(?=[^\s`]))"
    r"|(?P<close>\s*<[^<>`]{0,1000}>`_{0,2}|`_{1,2}(?!\w)|`(?!`))"
    r"|(?P<footnote>\s?\[(?:\d+|[#*][\w-]*|[A-Z][\w-]*\d)\]_(?!\w))"
    r"|(?P<emphasis>(?<![\w*])\*{1,2}(?=[^\s*])|(?<=[^\s*])\*{1,2}(?![\w*]))"
    r"|(?P<substitution>\|(?=[A-Za-z][^|\n]{0,60}\|)|(?<=\w)\|_{0,2}(?!\w))"
    r"|(?P<reference>(?<=[A-Za-z0-9])_{1,2}(?=[\s.,;:!?)]|\Z))"
    r"|(?P<literal>:(?=:\s*\Z))",
    re.DOTALL,
)
_BY_MEDIA_TYPE = {MARKDOWN: _MARKDOWN, RST: _RST}


def hidden_inline(text: str, media_type: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a sentence that are markup, in order: marks of emphasis, of code and of roles, targets.

    Example: of "See [the list](a.md)." in Markdown, "[" and "](a.md)".
    """
    pattern = _BY_MEDIA_TYPE.get(media_type)
    for found in pattern.finditer(text) if pattern else ():
        if found["code"]:
            ticks = len(found["code"]) - len(found["code"].lstrip("`"))
            yield found.start(), found.start() + ticks
            yield found.end() - ticks, found.end()
        elif found["escape"] and not found["escape"][1].isspace():
            yield found.start(), found.start() + 1
        else:
            yield found.span()


class Emphasis(StrEnum):
    """How words are set apart inside a sentence, by the HTML element for it."""

    WEAK = "em"
    STRONG = "strong"
    CODE = "code"
    DELETED = "s"


_MARKS = {
    "*": (Emphasis.WEAK,),
    "_": (Emphasis.WEAK,),
    "**": (Emphasis.STRONG,),
    "__": (Emphasis.STRONG,),
    "***": (Emphasis.WEAK, Emphasis.STRONG),
    "___": (Emphasis.WEAK, Emphasis.STRONG),
    "~~": (Emphasis.DELETED,),
}


def emphasised(text: str, media_type: str) -> Iterator[tuple[int, int, Emphasis]]:
    """Yield the stretches of a block that are set apart; a mark without a partner sets nothing apart.

    Example: of "Read **this**." in Markdown, "this" as strong.
    """
    begun: dict[Emphasis, int] = {}
    for start, end in hidden_inline(text, media_type):
        mark = text[start:end]
        is_code = not mark.strip("`") and (media_type == MARKDOWN or mark == "``")
        for kind in (Emphasis.CODE,) if is_code else _MARKS.get(mark, ()):
            opened = begun.pop(kind, None)
            if opened is None:
                begun[kind] = end
            elif opened < start:
                yield opened, start, kind


_LINK = {
    MARKDOWN: r"!?\[[^\]\[]{0,1000}\](?:\([^()\s]{0,1000}(?:\s+[\"'(][^\"']{0,300}[\"')])?\s*\)|\[[^\]\[]{0,1000}\])|<https?://[^<>\s]*>|https?://\S+",
    RST: r"(?::[A-Za-z][\w.:+-]{0,40}:)?`[^`]+`_{1,2}|:(?:ref|doc|any|term):`[^`]+`|https?://\S+",
}
_ONLY_LINKS = {media_type: re.compile(rf"(?:(?:{link})[\s,;|·•*+.-]*)+\Z") for media_type, link in _LINK.items()}


def is_only_links(text: str, media_type: str) -> bool:
    """Return whether a sentence is a link, or several, and nothing else."""
    pattern = _ONLY_LINKS.get(media_type)
    return pattern is not None and pattern.match(text.strip()) is not None
