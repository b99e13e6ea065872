"""The panels in which a visitor chooses documents to search in, and adds some. The page's script fills them."""

from __future__ import annotations

from bot.wording.labels import ENGLISH


def panels_html() -> str:
    """Render the panels in English; the script says them in the visitor's language, and shows what may be done."""
    return _SCOPE + _ADD + '<div id="receipt" class="notice" role="status" tabindex="-1" hidden></div>'


def _said(element: str, label: str, attributes: str = "") -> str:
    return f'<{element} data-label="{label}"{attributes}>{getattr(ENGLISH, label)}</{element}>'


def _field(label: str, id: str, attributes: str) -> str:
    return f'<label>{_said("span", label)}<input id="{id}" autocomplete="off" {attributes}></label>'


_SCOPE = (
    f'<details class="library panel" id="scope"><summary>{_said("h2", "search_in")}'
    f'<span class="count"></span></summary>'
    f'<div class="fields">{_field("fits", "scope-text", "type=search maxlength=200")}'
    f"{_field('after', 'scope-after', 'type=date')}{_field('before', 'scope-before', 'type=date')}</div>"
    '<p class="meta" id="scope-note"></p><ul role="list" id="scope-list"></ul>'
    f"{_said('button', 'search_in_all', ' type=button class=quiet id=scope-clear hidden')}</details>"
)
_ADD = (
    f'<details class="library panel" id="add" hidden><summary>{_said("h2", "add_documents")}<span class="count"></span>'
    f'</summary><div id="drop">{_said("button", "choose_files", " type=button id=choose")}'
    f'{_said("p", "or_drop")}<p class="meta" id="limits"></p></div>'
    f"{_said('p', 'begins_own', ' class=notice id=begins hidden')}"
    '<input type="file" id="files" multiple hidden><ul role="list" id="arrivals" aria-live="polite"></ul>'
    '<p class="meta" id="embedding" hidden></p></details>'
)
