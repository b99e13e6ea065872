"""The page's own script and print styles, as files that a browser fetches once: their names have hashes."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from fastapi import Response

from bot.page.appearance import ASSETS, SCRIPTS
from bot.wording.labels import LANGUAGES

if TYPE_CHECKING:
    from fastapi import FastAPI

KEPT = "public, max-age=31536000, immutable"
"""Cache-Control of a file whose name has a hash of what is in it."""
_UNDRAWN = ".gradio-container:not(:has(#top)) .main{visibility:hidden}"
"""Gradio's own sign that it loads would jump when its styles come."""


def links() -> str:
    """Return the elements of a page's head that bring the script and the print styles."""
    return (
        f"\n<style>{_UNDRAWN}</style>"
        f'\n<link rel="stylesheet" media="print" href="besa/print-{_hash(_print_styles())}.css">'
        f'\n<script src="besa/page-{_hash(script())}.js" defer></script>'
    )


def add_own_files(app: FastAPI) -> None:
    """Add the routes of the files. An old name gets what there is now, not to be kept."""

    def page_script(tag: str) -> Response:
        return _file(script(), "text/javascript", tag)

    def print_styles(tag: str) -> Response:
        return _file(_print_styles(), "text/css", tag)

    app.add_api_route("/page-{tag}.js", page_script, methods=["GET"])
    app.add_api_route("/print-{tag}.css", print_styles, methods=["GET"])


@cache
def script() -> str:
    """Return the scripts as one function, in which they share `besa`."""
    labels = json.dumps({code: labels.words() for code, labels in LANGUAGES.items()})
    parts = [(ASSETS / f"{name}.js").read_text("utf-8") for name in SCRIPTS]
    begin = ["window.besaPage = () => {", f"const besa = window.besa = {{ languages: {labels} }};"]
    return "\n".join([*begin, *parts, "};"])


@cache
def _print_styles() -> str:
    return (ASSETS / "print.css").read_text("utf-8")


@cache
def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def _file(text: str, media_type: str, tag: str) -> Response:
    kept = KEPT if tag == _hash(text) else "no-cache"
    return Response(text, media_type=media_type, headers={"Cache-Control": kept})
