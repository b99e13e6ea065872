"""The page over a library, composed: who answers, who adds and removes documents, what goes on in the background."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.access.rules import AccessRules
from bot.access.shared_rules import shared_rules
from bot.page.programs import Programs
from bot.page.server import build_page
from bot.service.library_editor import LibraryEditor
from corpus.errors import CorpusError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bot.page.server import Page
    from bot.service.library_service import Answers
    from bot.service.workspace import Workspace
    from bot.wording.reporter import Reporter
    from corpus.engines.document_store import DocumentStore
    from corpus.folders.importer import FileOutcome


@dataclass(frozen=True, slots=True)
class PageOptions:
    """How a page is served. `watched` are folders that the library is kept in step with; `polling`, for network disks.

    `access` says who may come in, `programs` what programs may ask. `host` and `port` are where it is served, unless it
    is launched elsewhere.
    """

    watched: Sequence[Path] = ()
    polling: bool = False
    access: AccessRules = field(default_factory=AccessRules)
    host: str | None = None
    port: int | None = None
    programs: Programs = field(default_factory=Programs)


def compose_page(
    workspace: Workspace,
    library: DocumentStore,
    sample: bool,
    options: PageOptions,
    tell: Callable[[FileOutcome], None],
) -> Page:
    """Compose the page over a library, or over the `sample`, and begin what goes on behind it.

    What has no vectors yet gets them in the background. `tell` hears what becomes of each file that is watched.
    The library and the workspace are the page's from now on: `Page.behind` closes them.
    """
    with ExitStack() as closing:
        closing.enter_context(workspace)
        closing.callback(library.close)
        service = workspace.service(library)
        service.is_sample = sample
        closing.callback(service.close)
        embedding = workspace.writer(library).embedding_in_background()
        editor = None
        if embedding is not None:
            closing.callback(embedding.stop)
            editor = LibraryEditor(workspace, service, None if sample else library, embedding)
            closing.callback(editor.close)
        access = options.access
        if library.server_files is not None:
            access, ended = shared_rules(access, library.server_files)
            closing.callback(ended)
        page = build_page(
            service,
            editor=editor,
            host=options.host,
            port=options.port,
            access=access,
            programs=options.programs,
        )
        page.behind = closing.pop_all()
    if not sample and workspace.libraries.has_sample():

        def open_sample() -> tuple[DocumentStore, Answers]:
            opened = workspace.libraries.open_sample()
            page.behind.callback(opened.close)
            return opened, workspace.answers(opened)

        service.offer_sample(open_sample)
    if options.watched:
        stop = threading.Event()
        page.behind.callback(stop.set)
        outcomes = workspace.writer(library).watch(options.watched, stop, polling=options.polling)
        arguments = (outcomes, tell, workspace.reporter)
        threading.Thread(target=_follow, args=arguments, name="watching", daemon=True).start()
    elif embedding is not None:
        embedding.wake()
    return page


def _follow(outcomes: Iterator[FileOutcome], tell: Callable[[FileOutcome], None], reporter: Reporter) -> None:
    try:
        for outcome in outcomes:
            tell(outcome)
    except CorpusError as error:
        reporter.warn(f"The folders are watched no more: {error}")
