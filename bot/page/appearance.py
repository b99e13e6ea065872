"""How the page looks and what its script does, as gradio takes it."""

from __future__ import annotations

from typing import Any

import gradio as gr

from bot.page.own_files import ASSETS, START

_STYLES = (
    *("style", "asking", "replies", "document", "download", "map", "documents", "adding", "shelf", "cards", "reading"),
    *("kept", "taking", "phone"),
)
_SANS = ("-apple-system", "BlinkMacSystemFont", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "Arial")


def appearance() -> dict[str, Any]:
    """Return theme, styles, script, head and icon, by the names that `gr.Blocks.launch` has for them."""
    return {
        "theme": gr.themes.Base(font=[*_SANS, "sans-serif"], font_mono=["ui-monospace", "monospace"]),
        "css_paths": [ASSETS / f"{name}.css" for name in _STYLES],
        "js": START,
        "head": '<meta name="referrer" content="same-origin">',
        "favicon_path": ASSETS / "favicon.svg",
    }
