"""The command `besa mcp`: tools over standard input and output, as hosts of language models start them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from besa import options as cli  # noqa: TC001  typer reads the annotations of a command
from besa.library import OpenLibrary
from besa.mcp.extra import needs_extra
from bot.service.workspace import Workspace
from bot.wording.standard_output import output_failed
from bot.wording.terminal import TERMINAL
from embeddings.encoders.backend import Backend

if TYPE_CHECKING:
    from collections.abc import Iterator


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
    with OpenLibrary(workspace) as opened, _failures_of_output():
        tools_server(opened).run("stdio")


@contextmanager
def _failures_of_output() -> Iterator[None]:
    """Raise OutputFailed for the system's error that the SDK's writer of standard output ends its group with."""
    try:
        yield
    except BaseExceptionGroup as group:
        failed: BaseException = group
        while isinstance(failed, BaseExceptionGroup) and len(failed.exceptions) == 1:
            (failed,) = failed.exceptions
        if isinstance(failed, OSError):
            raise output_failed(failed) from group
        raise
