"""Which files of the repository `docker build` is given, by what .dockerignore says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def context_files(root: Path) -> list[Path]:
    """Return the files below `root` that .dockerignore lets through, relative to it, sorted."""
    rules = list(_rules((root / ".dockerignore").read_text("utf-8")))
    files = (each.relative_to(root) for each in root.rglob("*") if each.is_file())
    return sorted(each for each in files if not _is_ignored(each, rules))


def _rules(text: str) -> Iterator[tuple[re.Pattern[str], bool]]:
    """Return for each line its pattern, and whether what it fits is left out."""
    for line in map(str.strip, text.splitlines()):
        if line and not line.startswith("#"):
            yield _pattern(line.removeprefix("!").strip("/")), not line.startswith("!")


def _pattern(glob: str) -> re.Pattern[str]:
    """Return the pattern of a path from the root: ** stands for any folders, * and ? stay inside a name."""
    signs = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", glob)
    return re.compile("".join(signs.get(part, re.escape(part)) for part in parts))


def _is_ignored(path: Path, rules: list[tuple[re.Pattern[str], bool]]) -> bool:
    """Whether the last rule that fits the path, or a folder that it is in, leaves it out."""
    places = [path.as_posix(), *(each.as_posix() for each in path.parents if each.name)]
    fitting = [leaves_out for pattern, leaves_out in rules if any(map(pattern.fullmatch, places))]
    return bool(fitting) and fitting[-1]
