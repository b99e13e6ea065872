"""The workspace of a command: over the library that was named after it, or before it, or nowhere."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bot.errors import CannotDo
from bot.operation.signals import stop_signal
from bot.service.workspace import Workspace
from bot.wording.terminal import TERMINAL, say
from corpus.messages import Message
from embeddings.encoders.backend import Backend

if TYPE_CHECKING:
    from pathlib import Path
    from threading import Event

    from besa.options import Context

_ENDING = "Ending what is under way  (Ctrl+C once more ends it at once)"


def workspace_of(
    context: Context,
    option: Path | None,
    backend: Backend = Backend.ONNX,
    reranker: str | None = None,
    *,
    source: str = "",
    stop: Event | None = None,
) -> Workspace:
    """Return the workspace over the library that the `option` of a command names, or what was named before it."""
    return Workspace.of_user(
        option or context.obj, backend=backend, reporter=TERMINAL, reranker=reranker, source=source, stop=stop
    )


def told_to_stop(context: Context) -> Event:
    """Return what Ctrl+C and SIGTERM set from now on, until the command ends; the second one ends it at once."""
    return context.with_resource(stop_signal(partial(say, _ENDING))).told


def interrupted(stop: Event) -> None:
    """Raise CannotDo if a command was told to stop before it was done."""
    if stop.is_set():
        raise CannotDo(Message("Interrupted. What was done is in the library; give the same command again to go on."))
