"""The command `besa mcp`: tools over standard input and output, as hosts of language models start them."""

from __future__ import annotations

from besa import options as cli  # noqa: TC001  typer reads the annotations of a command
from besa.library import OpenLibrary
from bot.errors import CannotDo
from bot.service.workspace import Workspace
from bot.wording.terminal import TERMINAL
from corpus.messages import Message
from embeddings.encoders.backend import Backend

_OF_THE_EXTRA = frozenset({"mcp", "mcp_types"})


def mcp(
    context: cli.Context,
    backend: cli.BackendOption = Backend.ONNX,
    reranker: cli.RerankerOption = None,
    library: cli.LibraryOption = None,
) -> None:
    """Give the library to a host of language models as tools that read: ask, show, sources, verify (MCP, stdio).

    The host starts this command and speaks with it over standard input and output, until it closes them.
    """
    try:
        from besa.mcp.server import tools_server
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in _OF_THE_EXTRA:
            raise
        raise CannotDo(
            Message('The tools need a package that is not installed. Install it with: pip install "besa[mcp]"')
        ) from error
    workspace = Workspace.of_user(library or context.obj, backend=backend, reporter=TERMINAL, reranker=reranker)
    with OpenLibrary(workspace) as opened:
        tools_server(opened).run("stdio")
