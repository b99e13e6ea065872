"""Which documents a person means by an id, a path, the end of a path or a pattern."""

from __future__ import annotations

import json
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from corpus.engines.filters import Filter
from corpus.errors import UnknownDocument
from corpus.messages import Message, listed
from corpus.store.document_list import DocumentList
from corpus.web.copies import CopyFolder
from corpus.web_address import web_address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.store.database import Store

_LISTED = 20


class DocumentNames:
    """The names by which the documents of one library go."""

    def __init__(self, store: Store, listed: DocumentList | None = None) -> None:
        """Find names among `listed`, the documents of the library in `store`."""
        self._store = store
        self._list = listed or DocumentList(store)

    def find(self, name: str) -> str:
        """Return the id of the one document that goes by `name`: its id, a path of it, or the end of one.

        A document in a file of many has the path of the file, and that with its own name after it.

        Raises UnknownDocument where there is none, or more than one.

        Example: "bees.txt" and "notes/bees.txt" find the document at /home/ana/notes/bees.txt, and
        "all.zip/bees.txt" the one of that name in the archive /home/ana/all.zip.
        """
        found = self.find_all(name)
        if len(found) > 1:
            paths = dict(self._paths())
            raise UnknownDocument(_several(name, [f"\n  {id}  {paths[id]}" for id in found]))
        return found[0]

    def find_file(self, name: str) -> list[str]:
        """Return the ids of all documents of the one file that goes by `name`, or of the document with that id.

        Raises UnknownDocument where there is none, or documents of more than one file.
        """
        found = self.find_all(name)
        if len(found) > 1:
            with self._store.reading() as connection:
                originals = connection.execute(
                    "SELECT DISTINCT original FROM documents WHERE id IN (SELECT value FROM json_each(?))",
                    (json.dumps(found),),
                ).fetchall()
            if len(originals) > 1:
                self.find(name)
        return found

    def find_all(self, name: str) -> list[str]:
        """Return the ids of all documents that go by `name`, those of one file where it is a path.

        The address of a page that was fetched is a name of its copy.

        Raises UnknownDocument where there is none.
        """
        paths = self._paths()
        if any(id == name for id, _ in paths):
            return [name]
        path = str(Path(name).expanduser().absolute())
        copies = CopyFolder.of_library(self._store.folder)
        exact = [id for id, other in paths if other == path or (web_address(name) and copies.is_of(other, name))]
        found = exact or [id for id, other in paths if ends_with(other, name)]
        if not found:
            raise UnknownDocument(no_document(name))
        return list(dict.fromkeys(found))

    def matching(
        self, pattern: str | None = None, after: str | None = None, before: str | None = None, *, folders: bool = True
    ) -> frozenset[str]:
        """Return the ids of the documents that fit. Raises UnknownDocument when none does.

        `pattern`, with * and ?, is one for a path, file name, title, publisher, web address or id; capitals and small
        letters are the same. `after` and `before` are ISO dates, both included; a document that says 2020 only may be
        of any day of it, and one without a date is of none. Without `folders`, no path is compared, so that who may
        not know where the files lie learns nothing of it.
        """
        wanted = Filter(pattern=pattern, after=after, before=before, folders=folders)
        found = frozenset(line.id for line in self._list.all() if wanted.fits(line, {}))
        if not found:
            raise UnknownDocument(none_fits(wanted))
        return found

    def _paths(self) -> list[tuple[str, str]]:
        """Return every document with every path at which it stands; of a part of a file also with its name."""
        with self._store.reading() as connection:
            return connection.execute(
                "WITH paths AS (SELECT documents.id, path, part FROM documents JOIN files USING (original) "
                "UNION SELECT documents.id, path, part FROM documents JOIN originals ON originals.id = original) "
                "SELECT id, path FROM paths UNION SELECT id, path || '/' || part FROM paths WHERE part != '' "
                "ORDER BY 2, 1"
            ).fetchall()


def ends_with(path: str, name: str) -> bool:
    """Return whether the last parts of `path` are those of `name`.

    Example: "b.txt" and "a/b.txt" end "/x/a/b.txt"; ".txt" does not.
    """
    parts = PurePath(name).parts
    return bool(parts) and PurePath(path).parts[-len(parts) :] == parts


def no_document(name: str) -> Message:
    """Return the message for a name that no document goes by."""
    return Message("There is no document '{name}' in this library. 'besa sources' lists what there is.", name=name)


def _several(name: str, choices: Sequence[str]) -> Message:
    shown = Message(
        "{documents:,} documents are called '{name}'; name one by its id:{choices}",
        documents=len(choices),
        name=name,
        choices="".join(choices[:_LISTED]),
    )
    if len(choices) <= _LISTED:
        return shown
    return Message("{message}\n  and {rest:,} more", message=shown, rest=len(choices) - _LISTED)


def none_fits(filter: Filter) -> Message:
    """Return the message for a filter that no document fits."""
    wanted = [Message("'{pattern}'", pattern=filter.pattern)] if filter.pattern else []
    wanted += [Message("after {date}", date=filter.after)] if filter.after else []
    wanted += [Message("before {date}", date=filter.before)] if filter.before else []
    return Message("No document fits {wanted}. 'besa sources' lists what there is.", wanted=listed(wanted))
