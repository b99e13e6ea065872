"""The page over a library, composed: who answers, who adds and removes documents, what goes on in the background."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.page.server import build_page
from bot.service.library_editor import LibraryEditor
from bot.service.uploads import UploadRules
from corpus.errors import CorpusError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bot.page.server import Page
    from bot.service.workspace import Workspace
    from corpus.folders.importer import FileOutcome
    from corpus.store.library import Library


@dataclass(frozen=True, slots=True)
class PageOptions:
    """How a page is served. `watched` are folders that the library is kept in step with; `polling`, for network disks.

    With `allow_uploads`, whoever opens the page from elsewhere may change the library, too. `host` and `port` are
    where it is served, unless it is launched elsewhere.
    """

    watched: Sequence[Path] = ()
    polling: bool = False
    allow_uploads: bool = False
    host: str | None = None
    port: int | None = None


def compose_page(
    workspace: Workspace, library: Library, sample: bool, options: PageOptions, tell: Callable[[FileOutcome], None]
) -> Page:
    """Compose the page over a library, or over the `sample`, and begin what goes on behind it.

    What has no vectors yet gets them in the background. `tell` hears what becomes of each file that is watched.
    """
    service = workspace.service(library)
    embedding = workspace.embedding_in_background(library)
    editor = None
    if not library.store.read_only:
        rules = UploadRules(local_only=not options.allow_uploads)
        editor = LibraryEditor(workspace, service, None if sample else library, embedding, rules)
    page = build_page(service, editor=editor, host=options.host, port=options.port)
    if options.watched:
        arguments = (workspace, library, options, tell)
        threading.Thread(target=_follow, args=arguments, name="watching", daemon=True).start()
    elif embedding is not None:
        embedding.wake()
    return page


def _follow(workspace: Workspace, library: Library, options: PageOptions, tell: Callable[[FileOutcome], None]) -> None:
    try:
        for outcome in workspace.watch(library, options.watched, threading.Event(), polling=options.polling):
            tell(outcome)
    except CorpusError as error:
        workspace.reporter.warn(f"The folders are watched no more: {error}")
