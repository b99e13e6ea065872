"""The panel of what a visitor's browser keeps: conversations, quotations, and a check of saved answers."""

from __future__ import annotations

from bot.page.handlers import said
from bot.page.views.download_menu import FORMATS

_KINDS = ("conversations", "quotations", "check")


def kept_html() -> str:
    """Render the frame, in English; the page's script fills it and says it in the visitor's language."""
    buttons = "".join(
        f'<button type="button" data-kind="{kind}" aria-pressed="false">{said("span", f"kept_{kind}")}</button>'
        for kind in _KINDS
    )
    return (
        '<section role="tabpanel" id="panel-earlier" aria-labelledby="tab-earlier" tabindex="-1">'
        f'<div id="kinds" role="group" aria-labelledby="tab-earlier">{buttons}</div>'
        f"{_CONVERSATIONS}{_quotations()}{_CHECK}</section>"
    )


def _quotations() -> str:
    formats = "".join(
        f'<button type="button" class="quiet" data-format="{each}">'
        f"{said('span', each) if each in ('report', 'references') else kind}</button>"
        for each, (kind, _, _) in FORMATS.items()
    )
    return (
        '<div class="library" id="clippings" data-kind="quotations" hidden>'
        f'<p class="actions taking" hidden>{said("span", "export")}{formats}</p>'
        f'<ul role="list"></ul><div class="none meta">{said("p", "none_clipped")}</div></div>'
    )


_CONVERSATIONS = (
    '<div class="library" id="conversations" data-kind="conversations">'
    f'<div class="now" hidden><p class="meta">{said("span", "this_conversation")}</p><div></div></div>'
    f'<label class="find" hidden>{said("span", "find_kept")}'
    '<input type="search" maxlength="200" autocomplete="off"></label><ul role="list"></ul>'
    f'<div class="none meta">{said("p", "none_earlier")}</div>'
    f'<div class="none-found meta" hidden>{said("p", "none_found")}</div>'
    f"{said('button', 'show_more', ' type=button class=show-more hidden')}"
    f'<p class="bringing">{said("button", "import_conversation", " type=button id=import")}'
    '<input type="file" id="import-file" accept=".json,application/json" hidden>'
    '<span id="import-told" role="status"></span></p></div>'
)
_CHECK = (
    '<div class="library" id="checking" data-kind="check" hidden>'
    f"{said('p', 'check_note')}"
    f'<p class="bringing">{said("button", "choose_file", " type=button id=check-choose")}'
    '<input type="file" id="check-file" accept=".json,.jsonl,.html,application/json,text/html" hidden></p>'
    '<p id="check-told" role="status"></p><ul role="list"></ul></div>'
)
