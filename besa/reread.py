"""The command `besa reread`: files are read anew that an older version of Besa has read."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING

from besa import options as cli  # noqa: TC001  typer reads the annotations of a command
from besa.workspaces import interrupted, told_to_stop, workspace_of
from bot.errors import CannotDo
from bot.wording import output
from bot.wording.terminal import say
from corpus.file_identity import true_path
from corpus.messages import Message
from embeddings.encoders.backend import Backend

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.engines.document_store import DocumentStore


def reread(
    context: cli.Context,
    paths: cli.RereadArgument = None,
    as_json: cli.JsonOption = False,
    backend: cli.BackendOption = Backend.ONNX,
    library: cli.LibraryOption = None,
) -> None:
    """Read files anew that an older version of Besa has read, or those at PATH whatever read them.

    Their documents keep their ids, and what is read as before its vectors. A file that is gone keeps what it has.
    """
    stop = told_to_stop(context)
    workspace = workspace_of(context, library, backend, stop=stop)
    opened = context.with_resource(closing(workspace.libraries.open_to_write()))
    chosen = [each for path in paths for each in _read_at(opened, path)] if paths else opened.files.outdated()
    counts = Counter[str]()
    for outcome in workspace.writer(opened).reread(chosen):
        counts[outcome.status] += 1
        output.print_outcome(outcome, as_json)
    interrupted(stop)
    say(f"{counts.total() - counts['failed']:,} files were read again, {counts['updated']:,} of them otherwise")
    if counts["failed"]:
        context.exit(1)


def _read_at(library: DocumentStore, path: Path) -> list[str]:
    """Return where what the library has at a path was read. Raises CannotDo where it has nothing."""
    if found := library.files.read_below(true_path(path)):
        return found
    raise CannotDo(
        Message("The library has nothing that was read at {file}. It lists what it has with: besa sources", file=path)
    )
