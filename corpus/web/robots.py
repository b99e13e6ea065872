"""robots.txt as RFC 9309 has it: may the program called "besa" ask for this path?"""

from __future__ import annotations

import re
from dataclasses import dataclass

PRODUCT = "besa"
"""The name by which a robots.txt can mean Besa."""
_EVERYONE = "*"
MAX_BYTES = 512_000
"""What is read of a robots.txt: 500 KiB, as the RFC asks."""
_PIECE = re.compile(r"%[0-9A-Fa-f]{2}|.", re.DOTALL)
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@dataclass(frozen=True, slots=True)
class RobotRules:
    """The rules of one host that are meant for Besa: patterns of paths, and whether what fits may be asked for."""

    rules: tuple[tuple[str, bool], ...] = ()

    @classmethod
    def parse(cls, text: str) -> RobotRules:
        r"""Return the rules of the groups that name Besa or, where none does, of those for everyone.

        Example:
            >>> RobotRules.parse("User-agent: *\nDisallow: /private\nAllow: /private/open").allows("/private/open/a")
            True
        """
        groups: dict[str, list[tuple[str, bool]]] = {}
        meant: set[str] = set()
        naming = False
        for line in re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")):
            name, _, value = (part.strip() for part in line.partition("#")[0].partition(":"))
            field = name.lower()
            if field == "user-agent":
                agent = value.partition("/")[0].strip().lower()
                meant = (meant if naming else set()) | ({agent} & {PRODUCT, _EVERYONE})
                groups |= {each: groups.get(each, []) for each in meant}
                naming = True
            elif field in ("allow", "disallow"):
                naming = False
                for each in meant if value else ():
                    groups[each].append((_normalised(value), field == "allow"))
        return cls(tuple(groups.get(PRODUCT, groups.get(_EVERYONE, []))))

    def allows(self, target: str) -> bool:
        """Return whether a path with its query may be asked for: the longest pattern that fits says, or `Allow`."""
        path = _normalised(target)
        fitting = [(len(pattern), allowed) for pattern, allowed in self.rules if _fits(pattern, path)]
        return max(fitting, default=(0, True))[1]


def _normalised(written: str) -> str:
    """Return a path or pattern in the one way in which its characters can be written."""
    return "".join(map(_normalised_piece, _PIECE.findall(written)))


def _normalised_piece(piece: str) -> str:
    if len(piece) == 3:
        character = chr(int(piece[1:], 16))
        return character if character in _UNRESERVED else piece.upper()
    return piece if piece.isascii() else "".join(f"%{byte:02X}" for byte in piece.encode("utf-8", "replace"))


def _fits(pattern: str, path: str) -> bool:
    """Return whether a path begins with what a pattern says; `*` is any characters, `$` at its end the end."""
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    last = others.pop() if pattern.endswith("$") and others else None
    for each in others:
        found = path.find(each, at)
        if found < 0:
            return False
        at = found + len(each)
    if last is not None:
        return len(path) - len(last) >= at and path.endswith(last)
    return at == len(path) if pattern.endswith("$") else True
