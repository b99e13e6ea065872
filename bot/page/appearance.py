"""How the page looks and what its script does, as gradio takes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

ASSETS = Path(__file__).with_name("assets")
SCRIPTS = (
    *(
        "labels",
        "store",
        "shelf",
        "listing",
        "past",
        "memory",
        "earlier",
        "evidence",
        "asking",
        "printed",
        "download",
        "map",
    ),
    *("choice", "queue", "adding", "documents", "pane", "reading", "back", "replies", "clippings", "taking"),
    *("sharing", "keyboard", "still", "page"),
)
_STYLES = (
    *("style", "asking", "replies", "document", "download", "map", "documents", "adding", "shelf", "cards", "reading"),
    *("kept", "taking", "sharing", "phone", "still"),
)
_START = """() => {
    if (window.besaPage) { window.besaPage(); return; }
    const again = document.createElement("script");  // the line was cut while it came
    again.src = document.querySelector('script[src*="besa/page-"]').src;
    again.onload = () => window.besaPage();
    document.head.append(again);
}"""
"""What gradio runs once it has drawn the page. `bot.page.own_files` brings the script that defines it before that."""
_SANS = ("-apple-system", "BlinkMacSystemFont", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "Arial")


def appearance() -> dict[str, Any]:
    """Return theme, styles, script, head and icon, by the names that `gr.Blocks.launch` has for them."""
    return {
        "theme": gr.themes.Base(font=[*_SANS, "sans-serif"], font_mono=["ui-monospace", "monospace"]),
        "css_paths": [ASSETS / f"{name}.css" for name in _STYLES],
        "js": _START,
        "head": '<meta name="referrer" content="same-origin">',
        "favicon_path": ASSETS / "favicon.svg",
    }
