"""The command `besa mcp`: tools over standard input and output, as hosts of language models start them."""

from __future__ import annotations

from besa import options as cli  # noqa: TC001  typer reads the annotations of a command
from besa.library import OpenLibrary
from besa.mcp.extra import needs_extra
from bot.service.workspace import Workspace
from bot.wording.terminal import TERMINAL
from embeddings.encoders.backend import Backend


def mcp(
    context: cli.Context,
    backend: cli.BackendOption = Backend.ONNX,
    reranker: cli.RerankerOption = None,
    library: cli.LibraryOption = None,
) -> None:
    """Give the library to a host of language models as tools that read: ask, show, sources, verify (MCP, stdio).

    The host starts this command and speaks with it over standard input and output, until it closes them.
    """
    with needs_extra():
        from besa.mcp.server import tools_server
    workspace = Workspace.of_user(library or context.obj, backend=backend, reporter=TERMINAL, reranker=reranker)
    with OpenLibrary(workspace) as opened:
        tools_server(opened).run("stdio")
