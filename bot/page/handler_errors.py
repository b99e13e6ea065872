"""Keeps what visitors send to handlers, and what goes wrong in these, out of gradio's tracebacks."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import gradio as gr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gradio.block_function import BlockFunction

_LOG = logging.getLogger(__name__)
_NO_REQUEST = "That is no request of this page."


def checked(inputs: list[Any], block_fn: BlockFunction) -> list[Any]:
    """Return what a visitor sent to a handler. Raises gr.Error unless there is a value for each component.

    What a page's script does alone has no handler.
    """
    if block_fn.fn is None or len(inputs) < len(block_fn.inputs):
        raise gr.Error(_NO_REQUEST, print_exception=False)
    return inputs


def refuse_unknown_handlers(page: gr.Blocks) -> None:
    """Refuse events for handlers that a page does not have, where gradio would fail: with 400, and not a traceback."""
    push = page._queue.push

    async def push_known(**event: Any) -> tuple[bool, Any, Any]:
        index = event["body"].fn_index
        if index is not None and index not in page.fns:
            return False, _NO_REQUEST, "error"
        return await push(**event)

    page._queue.push = push_known  # type: ignore[method-assign,assignment]


@contextmanager
def without_traceback() -> Iterator[None]:
    """Tell in the log what a handler raises, where gradio would print it however often it comes, and raise gr.Error."""
    try:
        yield
    except gr.Error as error:
        error.print_exception = False
        raise
    except Exception as error:
        _LOG.error("A handler failed: %s", type(error).__name__, exc_info=error)
        raise gr.Error("Something went wrong.", visible=False, print_exception=False) from error
