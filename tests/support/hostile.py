"""Files that mean harm or are broken, and what becomes of each: it fails with a reason, or goes in and does nothing."""

from __future__ import annotations

from dataclasses import dataclass

GOES_IN = None
EITHER = ""
"""It may go in or fail, as long as it does so soon."""
SECRET = "the keeper's password is herring"
"""Stands in a file beside the hostile ones, which must not get at it."""


@dataclass(frozen=True, slots=True)
class Hostile:
    """`reason` is a pattern of why it fails, GOES_IN or EITHER."""

    name: str
    data: bytes
    reason: str | None


def laughs(root: str, inside: str = "&l9;") -> str:
    """An XML declaration after which `inside` would be ten thousand million words."""
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY l0 "ha">{levels}]>'


def outside(root: str, address: str) -> str:
    """An XML declaration after which `&x;` would be what stands at an address."""
    return f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY x SYSTEM "{address}">]>'
