"""Find what the lines of a text say of its sentences: list items, headings, rows, leaders and lines of labels."""

from __future__ import annotations

import re

from corpus.text.sentence_forms import LEADERS

_LINE_ENDS = str.maketrans("\r\x85\u2028", "\n\n\n")
LINK_MARK = "↪"
"""The mark before an item of a web page's list that is only a link to another page."""
_MARKER = re.compile(
    rf"[ \t>]*(?:{LINK_MARK}[ \t]+(?=\S))?"
    r"(?:(?:(?P<bullet>[-*+•‣◦▪●·–—↪])|\(?(?P<number>\d{1,3}|[a-z](?=\))|[ivx]{2,5}(?=\)))[.)])[ \t]+"
    r"|(?P<glued>[・•▪●■◆□◇○])\s*)(?=\S)"
)
_SURE_BULLETS = frozenset("-*+•‣◦▪●・■◆□◇○↪")
_LINE_OF_ITS_OWN = re.compile(r"[ \t]*(?:#{1,6}[ \t]|\|)")
_RULE = re.compile(r"[ \t]*(?:[-*_=~][ \t]*){3,}\Z")
_LABELLED = re.compile(
    r"[ \t]*[*_]{0,3}[^\W\d_][\w .'’/-]{0,28}(?:\([^()\n]{1,28}\))?[*_]{0,3}:[*_]{0,3}(?:[ \t]+\S|[^\W_])"
)
_PAIR = re.compile(r"\S[^\t]{0,29}?(?:\t+| {4,})\S(?:(?!\t| {4}).)*\Z")
_DAY, _TIME = r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}", r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?[AaPp]\.?[Mm]\.?)?"
_MESSAGE = re.compile(
    rf"[ \t]*(?:[\[(]{_DAY},?\s{_TIME}[\])]\s|{_DAY},?\s{_TIME}\s[-–]\s"
    rf"|(?:{_DAY},?\s)?[\[(]?{_TIME}[\])]?\s(?:[-–]\s)?(?:[^\W\d_][^:<>\n]{{0,39}}:\s|<[^<>\n]{{1,40}}>\s))"
)
"""How a line of a chat begins that was written down: its day and time, or its time and who says it."""
_LOG_LINE = re.compile(rf"[ \t]*[\[(<]?\d{{4}}-\d\d-\d\d[T ,]+{_TIME}")
"""How a line of a program's log begins."""
_SPEAKER = re.compile(
    rf"[ \t]*[^\W\d_][^:<>\n.?!]{{0,39}}(?:\t+| {{2,}}| [-–—|•·] |, )"
    rf"\[?(?:[^\W\d_]+ at |[^\W\d_]+ um )?(?:{_DAY},? )?{_TIME}\]?[ \t]*\Z"
)
"""A line of a chat that only names who speaks, and when: the message stands below."""
_LONGEST_SPEAKER = 100
_LAST_OF_A_TIME = frozenset("0123456789mM.])")
_NICK = re.compile(r"[ \t]*<[\w.\[\]|`^{}-]{1,30}> (?=\S)")
_SECTION = re.compile(r"[ \t]*§?\d{1,3}(?:\.\d{1,3}){1,4}\.?[ \t]+(?=[^\W\d_])")
_FIRST_ALIKE = frozenset("<§0123456789")
_PAUSE = re.compile(r"[:;!?：；！？。][\"'”’»)\]]*\Z")
_MARKS_OF_LEADERS = ("..", ". .", "…", "__")
_HANGING = re.compile(
    r"(?<=[.!?…])(?:[*_]{1,3}|\[[^\]\s]{1,12}\]|[¹²³⁰⁴-⁹]{1,3}|\^\d{1,3}(?:[,–-]\d{1,3})*)+(?=[\s\"'”’»)]|\Z)"
)


def flatten(text: str) -> str:
    r"""Blank out of `text` list markers, leaders, and line breaks but for those where a sentence must end.

    The result is as long as the text, character for character, and has a line feed before each line that stands alone.

    Example: "We saw\n- bees" becomes "We saw\n  bees".
    """
    lines = text.replace("\r\n", " \n").translate(_LINE_ENDS).split("\n")
    leads = any(mark in text for mark in _MARKS_OF_LEADERS)
    parts: list[str] = []
    before, in_labels = "", False
    seen: set[str] = set()
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        marker = _accepted_marker(line, before, seen)
        in_labels = bool(line.strip()) and (in_labels or _both_labelled(before, line))
        alone = bool(marker) or _stands_alone(line) or _stands_alone(before) or bool(_MESSAGE.match(line))
        alone = alone or (in_labels and is_labelled(line)) or _both_pairs(before, line)
        alone = alone or _begins_anew(line) or (_begins_alike(line) and (_begins_alike(before) or _begins_alike(below)))
        shown = _without_markup(line, marker)
        if leads:
            alone = alone or bool(LEADERS.search(line) or LEADERS.search(before))
            shown = LEADERS.sub(lambda leaders: "-" * len(leaders[0]), shown)
        parts.append("\n" if alone else " ")
        parts.append(shown)
        before = line
    return _HANGING.sub(lambda hanging: ")" * len(hanging[0]), "".join(parts)[1:])


def is_link_item(text: str, start: int) -> bool:
    """Return whether what begins at a place of a text is a list's item that is only a link to another page."""
    return text[text.rfind("\n", 0, start) + 1 : start].lstrip().startswith(LINK_MARK)


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


def is_labelled(line: str) -> bool:
    """Return whether a line says what it is: "Name: Arta Leka", "Date (of birth): 4 May"."""
    return ":" in line and _LABELLED.match(line) is not None


def _both_labelled(before: str, line: str) -> bool:
    """Return whether two lines say what they are: from there on each of them in this paragraph stands alone."""
    return is_labelled(line) and is_labelled(before)


def _both_pairs(before: str, line: str) -> bool:
    """Return whether two lines are a name and, far to the right of it, what it has: "Rent      412 euros"."""
    return bool(_PAIR.match(line.strip()) and _PAIR.match(before.strip()))


def _begins_anew(line: str) -> bool:
    """Return whether a line is one of a log, or says who speaks in a chat, and when."""
    if line.lstrip(" \t[(<")[:1].isdigit():
        return bool(_LOG_LINE.match(line))
    return len(line) < _LONGEST_SPEAKER and line.rstrip()[-1:] in _LAST_OF_A_TIME and bool(_SPEAKER.match(line))


def _begins_alike(line: str) -> bool:
    """Return whether a line begins as in some chats ("<ana> at seven"), or as a numbered clause does ("3.1 The")."""
    return line.lstrip(" \t")[:1] in _FIRST_ALIKE and bool(_NICK.match(line) or _SECTION.match(line))


def _without_markup(line: str, marker: re.Match[str] | None) -> str:
    if marker:
        return " " * marker.end() + line[marker.end() :]
    return " " * len(line) if _RULE.match(line) else line
