"""What files are called where a person sees a list of them: two of one name are told apart, and no more is given away.

A full path says where on this machine a file lies, which is nobody else's business. What tells two files of one name
apart are the folders below the one that all of them share, from the file upwards, and as few of them as will do.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from corpus.store.document_line import DocumentLine


@dataclass(frozen=True, slots=True)
class ShownNames:
    """The name of each document's file, by the document's id, and the documents whose title another one has, too."""

    names: Mapping[str, str]
    same_title: frozenset[str]

    @classmethod
    def of(cls, documents: Collection[DocumentLine]) -> ShownNames:
        """Find names that tell these documents apart."""
        beside: dict[str, dict[str, str]] = defaultdict(dict)
        for each in documents:
            beside[each.file_name].setdefault(each.path, "")
        for name, paths in beside.items():
            if len(paths) > 1:
                beside[name] = _folders_that_tell_apart(paths)
        titles = Counter(each.metadata.title.casefold() for each in documents)
        return cls(
            {each.id: beside[each.file_name][each.path] + each.file_name for each in documents},
            frozenset(each.id for each in documents if titles[each.metadata.title.casefold()] > 1),
        )

    def beside_title(self, document: str) -> str | None:
        """Return what is to be said beside a document's title; None where its title says which one it is."""
        return self.names.get(document) if document in self.same_title else None

    def beside_titles(self, documents: Iterable[str]) -> dict[str, str]:
        """Return what is to be said beside the titles of those of these documents whose titles do not suffice."""
        return {each: name for each in documents if (name := self.beside_title(each))}


def _folders_that_tell_apart(paths: Iterable[str]) -> dict[str, str]:
    """Return for each path the folders to say before its name, each with "/" after it; "" where none are needed.

    Example: of /a/2019/x.txt, /a/2020/x.txt and /a/x.txt these are "2019/", "2020/" and "".
    """
    folders = {path: PurePath(path).parts[:-1] for path in paths}
    shared = _shared(folders.values())
    below = {path: parts[shared:] for path, parts in folders.items()}
    found: dict[str, tuple[str, ...]] = {}
    depth = 0
    while len(found) < len(below):
        last = {path: parts[len(parts) - depth :] for path, parts in below.items()}
        times = Counter(last.values())
        for path, parts in below.items():
            if path not in found and (len(parts) <= depth or times[last[path]] == 1):
                found[path] = last[path]
        depth += 1
    return {path: "".join(f"{part}/" for part in parts) for path, parts in found.items()}


def _shared(folders: Collection[tuple[str, ...]]) -> int:
    """Return how many of their first parts all have."""
    first, last = min(folders), max(folders)
    return next((at for at, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), len(first))
