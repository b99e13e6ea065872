"""What Besa asks for, and what is installed because of that."""

from __future__ import annotations

import tomllib
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Collection

ROOT = Path(__file__).resolve().parents[1]
FRAMEWORKS = frozenset({"haystack", "langchain", "llama-index"})
"""Extras for those who have the framework already: what it brings is not Besa's, and not pinned."""


def required() -> list[str]:
    """Return the names of the packages that Besa asks for."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return [Requirement(each).name for each in tomllib.load(file)["project"]["dependencies"]]


def offered() -> list[str]:
    """Return the names of the packages that Besa asks for where one of its extras is wanted, but for `FRAMEWORKS`."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        extras = tomllib.load(file)["project"]["optional-dependencies"]
    return [Requirement(each).name for extra, wanted in extras.items() if extra not in FRAMEWORKS for each in wanted]


def needed(names: Collection[str], without: Collection[str] = ()) -> dict[str, metadata.Distribution]:
    """Return these packages and all that they need here, by name, not following those they shall be `without`.

    Raises PackageNotFoundError for one that is not installed.
    """
    found: dict[str, metadata.Distribution] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [(str(canonicalize_name(name)), "") for name in sorted(names)]
    while waiting:
        name, extra = waiting.pop()
        if name in without or (name, extra) in seen:
            continue
        seen.add((name, extra))
        found[name] = metadata.distribution(name)
        for each in map(Requirement, found[name].requires or ()):
            if each.marker is None or each.marker.evaluate({"extra": extra}):
                waiting += [(canonicalize_name(each.name), one) for one in ("", *sorted(each.extras))]
    return found
