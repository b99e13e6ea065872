"""The tools that a host of language models gets: ask, show, sources, verify. None of them changes anything."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations

from besa.version import __version__
from bot.answers import Turn  # noqa: TC001  the protocol's package reads the annotations of the tools
from bot.api.tools import ToolsApp
from bot.formats.answer_json import answer_to_json, answers_from_json
from bot.formats.source_json import source_to_json
from corpus.errors import BesaError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from besa.library import OpenLibrary
    from bot.service.served_library import ServedLibrary

MOST_CHARACTERS = 20_000
"""So much of a document is shown at once where no end is named."""
MOST_SOURCES = 100
"""So many documents are listed at once where no number is named."""
_READ_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_INSTRUCTIONS = (
    "Answers from the user's own documents. Every sentence of an answer stands word for word in the document that "
    "its citation names, from character `start` to before `end`: quote it unchanged, and name the source. With the "
    'status "not_found" the documents hold no answer; its citations are only what comes nearest.'
)


def tools_app(library: ServedLibrary) -> ToolsApp:
    """Return the tools over streamable HTTP, without sessions: each request stands for itself.

    The guard before it has found who asks, from where, and under which name.
    """
    app = tools_server(library).streamable_http_app(
        stateless_http=True,
        json_response=True,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    return ToolsApp(app, lambda: app.router.lifespan_context(app))


def tools_server(library: OpenLibrary | ServedLibrary) -> MCPServer[Any]:
    """Return a server of read-only tools over a library, ready to run on any transport of the protocol."""
    server: MCPServer[Any] = MCPServer(
        "besa", title="Besa", instructions=_INSTRUCTIONS, version=__version__, log_level="WARNING"
    )
    tools = LibraryTools(library)
    for tool in (tools.ask, tools.show, tools.sources, tools.verify):
        server.add_tool(tool, annotations=_READ_ONLY, structured_output=True)
    return server


class LibraryTools:
    """The tools. Their docstrings are what a language model reads of them; errors reach it with their remedy."""

    def __init__(self, library: OpenLibrary | ServedLibrary) -> None:
        self._library = library

    def ask(
        self,
        question: str,
        history: list[Turn] | None = None,
        source: str | None = None,
        after: str | None = None,
        before: str | None = None,
        top: int = 5,
    ) -> dict[str, Any]:
        """Answer a question with sentences quoted from the user's documents, each with its citation.

        history: earlier questions and answers of the conversation, oldest first, for a question that leans on them.
        source: a pattern with * and ? for the path, file name, title, publisher or id of the documents to search.
        after, before: dates such as 2020, 2020-01 or 2020-01-04, both included. top: at most so many citations, 1-50.
        """
        with _told():
            answer = self._library.ask(
                question, history=history or (), source=source, after=after, before=before, top=top
            )
            return answer_to_json(answer)

    def show(self, document: str, start: int = 0, end: int | None = None) -> dict[str, Any]:
        """Return the text of a document from character `start` to before `end`, exactly as it is stored and cited.

        document: its id, path or file name, as citations and sources give them. Without `end`, at most 20,000
        characters come; `length` says how many the document has.
        """
        with _told():
            whole = self._library.show(document)
            stop = min(start + MOST_CHARACTERS, len(whole)) if end is None else end
            text = self._library.show(document, start, max(start, stop) if end is None else stop)
            return {"document": document, "start": start, "end": start + len(text), "length": len(whole), "text": text}

    def sources(
        self,
        source: str | None = None,
        after: str | None = None,
        before: str | None = None,
        first: int = 0,
        most: int = MOST_SOURCES,
    ) -> dict[str, Any]:
        """List the documents with title, author, date, path and what else each says of itself.

        source, after, before: as in ask. At most `most` of them come, from number `first` on; `count` says how many
        there are.
        """
        with _told():
            records = self._library.sources(source=source, after=after, before=before)
        if first < 0 or most < 0:
            raise ToolError("first and most are numbers from 0 on")
        return {"count": len(records), "sources": [source_to_json(each) for each in records[first : first + most]]}

    def verify(self, answers: list[dict[str, Any]]) -> dict[str, Any]:
        """Check every citation of answers, as ask returned them, against the stored documents.

        Each finding has the status verified, missing, changed or altered, and the reason where it is not verified.
        `verified` is true if all of them are.
        """
        with _told():
            findings = self._library.verify(answers_from_json(json.dumps(answers)))
        verified = bool(findings) and all(finding.status == "verified" for finding in findings)
        return {"verified": verified, "findings": [asdict(finding) for finding in findings]}


@contextmanager
def _told() -> Iterator[None]:
    """Raise errors that say what to do as ToolError; of any other the model would be told no more than that it was."""
    try:
        yield
    except (BesaError, ValueError) as error:
        raise ToolError(str(error)) from error
