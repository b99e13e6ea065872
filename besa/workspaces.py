"""The workspace of a command: over the library that was named after it, or before it, or nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.service.workspace import Workspace
from bot.wording.terminal import TERMINAL
from embeddings.encoders.backend import Backend

if TYPE_CHECKING:
    from pathlib import Path

    from besa.options import Context


def workspace_of(
    context: Context,
    option: Path | None,
    backend: Backend = Backend.ONNX,
    reranker: str | None = None,
    *,
    source: str = "",
) -> Workspace:
    """Return the workspace over the library that the `option` of a command names, or what was named before it."""
    return Workspace.of_user(
        option or context.obj, backend=backend, reporter=TERMINAL, reranker=reranker, source=source
    )
