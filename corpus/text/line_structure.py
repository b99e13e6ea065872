"""Find what the lines of a text say of its sentences: list items, headings, rows, leaders and lines of labels."""

from __future__ import annotations

import re

from corpus.text.sentence_forms import LEADERS

_LINE_ENDS = str.maketrans("\r\x85\u2028", "\n\n\n")
_MARKER = re.compile(
    r"[ \t>]*(?:(?:(?P<bullet>[-*+•‣◦▪●·–—])|\(?(?P<number>\d{1,3}|[a-z](?=\)))[.)])[ \t]+"
    r"|(?P<glued>[・•▪●■◆□◇○])\s*)(?=\S)"
)
_SURE_BULLETS = frozenset("-*+•‣◦▪●・■◆□◇○")
_LINE_OF_ITS_OWN = re.compile(r"[ \t]*(?:#{1,6}[ \t]|\|)")
_RULE = re.compile(r"[ \t]*(?:[-*_=~][ \t]*){3,}\Z")
_LABELLED = re.compile(r"[ \t]*[^\W\d_][\w .'’/-]{0,28}:[ \t]+\S")
_PAUSE = re.compile(r"[:;!?：；！？。][\"'”’»)\]]*\Z")
_MARKS_OF_LEADERS = ("..", ". .", "…", "__")
_HANGING = re.compile(r"(?<=[.!?…])(?:[*_]{1,3}|\[[^\]\s]{1,12}\])+(?=[\s\"'”’»)]|\Z)")


def flatten(text: str) -> str:
    r"""Blank out of `text` list markers, leaders, and line breaks but for those where a sentence must end.

    The result is as long as the text, character for character, and has a line feed before each line that stands alone.

    Example: "We saw\n- bees" becomes "We saw\n  bees".
    """
    lines = text.replace("\r\n", " \n").translate(_LINE_ENDS).split("\n")
    leads = any(mark in text for mark in _MARKS_OF_LEADERS)
    parts: list[str] = []
    before = ""
    seen: set[str] = set()
    for line in lines:
        marker = _accepted_marker(line, before, seen)
        alone = bool(marker) or _stands_alone(line) or _stands_alone(before) or _both_labelled(before, line)
        shown = _without_markup(line, marker)
        if leads:
            alone = alone or bool(LEADERS.search(line) or LEADERS.search(before))
            shown = LEADERS.sub(lambda leaders: "-" * len(leaders[0]), shown)
        parts.append("\n" if alone else " ")
        parts.append(shown)
        before = line
    return _HANGING.sub(lambda hanging: ")" * len(hanging[0]), "".join(parts)[1:])


def is_list_marker(label: str) -> bool:
    """Return whether a label at the start of a line tells that an item of a list begins.

    Example: "-", "3." and "a)" do, "3.2" and "Article 5" do not.
    """
    found = _MARKER.match(f"{label} x")
    return found is not None and found.end() == len(label) + 1


def _accepted_marker(line: str, before: str, seen: set[str]) -> re.Match[str] | None:
    """Return the list marker of a line. Numbers and dashes, which prose may hold, need a list or a pause before.

    `seen` holds the kinds of markers of the list so far; a blank line ends the list.
    """
    if not before or before.isspace():
        seen.clear()
    marker = _MARKER.match(line)
    if marker is None:
        return None
    kind = marker["bullet"] or marker["glued"] or "number"
    pause = not before.strip() or _PAUSE.search(before.rstrip()[-8:])
    if kind in _SURE_BULLETS or kind in seen or marker["number"] == "1" or pause:
        seen.add(kind)
        return marker
    return None


def _stands_alone(line: str) -> bool:
    if not line or line.isspace():
        return True
    return bool(_LINE_OF_ITS_OWN.match(line) or _RULE.match(line))


def _both_labelled(before: str, line: str) -> bool:
    """Return whether two lines say what they are: "Name: Arta Leka" above "Born: 1960"."""
    return ":" in line and bool(_LABELLED.match(line) and _LABELLED.match(before))


def _without_markup(line: str, marker: re.Match[str] | None) -> str:
    if marker:
        return " " * marker.end() + line[marker.end() :]
    return " " * len(line) if _RULE.match(line) else line
