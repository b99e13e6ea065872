"""How the page looks and what its script does, as gradio takes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import gradio as gr

from bot.wording.labels import LANGUAGES

_ASSETS = Path(__file__).with_name("assets")
_SCRIPTS = (
    *("labels", "shelf", "listing", "memory", "evidence", "asking", "printed", "download", "map", "choice"),
    *("documents", "pane", "reading", "replies", "taking", "sharing", "page"),
)
_STYLES = (
    *("style", "asking", "replies", "document", "download", "map", "documents", "shelf", "cards", "reading"),
    *("taking", "sharing"),
)
_SANS = ("-apple-system", "BlinkMacSystemFont", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "Arial")


def appearance() -> dict[str, Any]:
    """Return theme, styles, script, head and icon, by the names that `gr.Blocks.launch` has for them."""
    return {
        "theme": gr.themes.Base(font=[*_SANS, "sans-serif"], font_mono=["ui-monospace", "monospace"]),
        "css_paths": [_ASSETS / f"{name}.css" for name in _STYLES],
        "js": _script(),
        "head": '<meta name="referrer" content="same-origin">',
        "favicon_path": _ASSETS / "favicon.svg",
    }


def _script() -> str:
    """Return the scripts as one function, in which they share `besa`."""
    labels = json.dumps({code: labels.words() for code, labels in LANGUAGES.items()})
    parts = [(_ASSETS / f"{name}.js").read_text("utf-8") for name in _SCRIPTS]
    return "\n".join(["() => {", f"const besa = window.besa = {{ languages: {labels} }};", *parts, "}"])
