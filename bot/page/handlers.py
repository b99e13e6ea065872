"""How the page's handlers are registered, and in which language they answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.limits.takers import taker_of
from bot.wording.labels import ENGLISH, Labels, labels_for

if TYPE_CHECKING:
    import gradio as gr
    from fastapi import Request


LATER, SUGGESTIONS = "besa-later", "besa-suggestions"
"""What gradio calls the queues of handlers that nobody waits for: they keep no question out."""


def handler(name: str, *, searches: bool = False) -> dict[str, Any]:
    """Return the settings of a handler that only the page itself should call; anyone can, all the same.

    All begin at once, and those that search wait for their turn then: whoever asks is told so, and can stop it.
    `bot.limits` says how many there may be.
    """
    return {
        "api_name": name,
        "api_visibility": "private",
        "show_progress": "hidden",
        "concurrency_id": "searches" if searches else "others",
        "concurrency_limit": None,
    }


def language_of(request: gr.Request | Request | None) -> Labels:
    """Return the page's words in the language that a visitor's browser wants."""
    return labels_for(request.headers.get("accept-language") if request is not None else None)


def turn_of(request: gr.Request) -> str:
    """Return who takes turns with others when this request searches."""
    return taker_of(request.request.scope).key if request.request is not None else ""


def said(element: str, label: str, attributes: str = "") -> str:
    """Render an element with a label, which the page's script says in the visitor's language."""
    return f'<{element} data-label="{label}"{attributes}>{getattr(ENGLISH, label)}</{element}>'


def masthead(beside: str) -> str:
    """Render the top of every page."""
    return f'<header class="masthead"><h1><a href="./">Besa</a></h1>{beside}</header>'
