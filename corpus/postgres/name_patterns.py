"""Patterns of names for a server, where capitals and small letters are the same as in Python, whatever its locale is.

PostgreSQL's own lower() knows only ASCII where a database says so. So names of ASCII alone are compared in small
letters, and others by a regular expression that has each letter in all its forms.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

_LAST_CASED = 0x1E943
"""The last character of Unicode that has another form (Adlam)."""
_LONGEST_FOLDED = 3
"""Letters that one may become, as "ß" becomes "ss"."""


@dataclass(frozen=True, slots=True)
class NamePattern:
    """What a name has to fit: LIKE for one of ASCII alone, in small letters, and a regular expression for any.

    Without `like`, the expression is for all; None for both where no name can fit.
    """

    like: str | None
    expression: str | None

    def condition(self, column: str) -> tuple[str, list[str]]:
        """Return the condition that a column fits, as psycopg takes it, and its values."""
        if self.expression is None:
            return "FALSE", []
        if self.like is None:
            return f"{column} ~ %s", [self.expression]
        return (
            f'CASE WHEN octet_length({column}) = length({column}) THEN lower({column} COLLATE "C") LIKE %s '
            f"ELSE {column} ~ %s END",
            [self.like, self.expression],
        )


def containing(text: str) -> NamePattern:
    """Return the pattern of names that have `text` in them."""
    folded = text.casefold()
    if "\0" in folded:  # which no text on a server has
        return NamePattern(None, None)
    return NamePattern(f"%{_like(folded)}%", _expression(folded))


def like_file_pattern(pattern: str) -> NamePattern:
    """Return the pattern of names that fit one with *, ? and [letters], as `fnmatch` has them."""
    folded = pattern.casefold()
    if "\0" in folded:
        return NamePattern(None, None)
    like, expression, at = "", "", 0
    only_like = True
    while at < len(folded):
        if folded[at] in "*?":
            like += "%" if folded[at] == "*" else "_"
            expression += ".*" if folded[at] == "*" else "."
            at += 1
        elif folded[at] == "[" and (end := _end_of_class(folded, at)):
            said = _letters(folded[at + 1 : end])
            if said is None:
                return NamePattern(None, None)
            expression, only_like, at = expression + said, False, end + 1
        else:
            end = next((i for i in range(at + 1, len(folded)) if folded[i] in "*?["), len(folded))
            like, expression, at = like + _like(folded[at:end]), expression + _expression(folded[at:end]), end
    return NamePattern(like if only_like else None, f"^(?:{expression})$")


def _like(literal: str) -> str:
    return "".join(f"\\{each}" if each in "\\%_" else each for each in literal)


def _expression(folded: str) -> str:
    """Return a regular expression for text in small letters that has each letter in all its forms."""
    found, at = "", 0
    while at < len(folded):
        several = next((size for size in range(_LONGEST_FOLDED, 1, -1) if folded[at : at + size] in _forms()), 1)
        letters = folded[at : at + several]
        each = "".join(_any_of(letter + _forms().get(letter, "")) for letter in letters)
        found += each if several == 1 else f"(?:{each}|{_any_of(_forms()[letters])})"
        at += several
    return found


def _any_of(letters: str) -> str:
    return _escaped(letters) if len(letters) == 1 else f"[{''.join(map(_escaped, letters))}]"


def _escaped(letter: str) -> str:
    return f"\\{letter}" if letter.isascii() and not letter.isalnum() else letter


def _end_of_class(pattern: str, at: int) -> int:
    """Return where the class that begins with "[" at `at` has its "]"; 0 where it has none."""
    first = at + 1
    first += pattern[first : first + 1] == "!"
    first += pattern[first : first + 1] == "]"
    return max(0, pattern.find("]", first))


def _letters(said: str) -> str | None:
    """Return a class of letters as an expression, each in all its forms; None for one that has no letter."""
    excluded, said = said.startswith("!"), said.removeprefix("!")
    ranges, at = [], 0
    while at < len(said):
        is_range = said[at + 1 : at + 2] == "-" and at + 2 < len(said)
        first, last = said[at], said[at + 2] if is_range else said[at]
        if first <= last:
            ranges.append((first, last))
        at += 3 if is_range else 1
    if not ranges:
        return "." if excluded else None
    plain = "".join(_escaped(a) if a == b else f"{_escaped(a)}-{_escaped(b)}" for a, b in ranges)
    forms = "".join(
        each for folded, each in _forms().items() if len(folded) == 1 and any(a <= folded <= b for a, b in ranges)
    )
    return f"[{'^' if excluded else ''}{plain}{''.join(map(_escaped, forms))}]"


@cache
def _forms() -> dict[str, str]:
    """Return the letters that become each of these small ones, which may be several."""
    forms: dict[str, str] = defaultdict(str)
    for number in range(ord("A"), _LAST_CASED + 1):
        letter = chr(number)
        if (folded := letter.casefold()) != letter:
            forms[folded] += letter
    return dict(forms)
