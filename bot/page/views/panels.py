"""What stands beside the conversation: tabs, and the panel of each. The page's script fills them."""

from __future__ import annotations

from bot.page.views.adding_panel import adding_html
from bot.wording.labels import ENGLISH

_TABS = ("sources", "scope", "add", "library", "earlier")
_ORDERS = {"title": "by_title", "-date": "by_newest", "date": "by_oldest", "-added": "by_added", "kind": "by_kind"}
_SHORTCUTS = (
    ("/", "key_box"),
    ("1–9", "key_source"),
    ("C", "key_copy"),
    ("S", "sources"),
    ("F", "search_in"),
    ("A", "add_documents"),
    ("L", "library"),
    ("H", "tab_earlier"),
    ("N", "new_conversation"),
    ("↑", "key_again"),
    ("Esc", "key_back"),
    ("?", "shortcuts"),
)


def tabs_html() -> str:
    """Render the tabs, in sight at every width, and the list of keys that do the same."""
    tabs = "".join(
        f'<button type="button" role="tab" id="tab-{each}" aria-controls="panel-{each}" aria-selected="false" '
        f'tabindex="-1">{_said("span", f"tab_{each}")}<span class="number"></span></button>'
        for each in _TABS
    )
    return (
        f'<div class="tabs" role="tablist">{tabs}</div>'
        f'<button type="button" id="keys" aria-haspopup="dialog" aria-label="{ENGLISH.shortcuts}">?</button>'
        f'<button type="button" id="close-sheet" aria-label="{ENGLISH.close}"></button>{_KEYS}'
    )


def evidence_html() -> str:
    """Render the panel that the cards of answers come into."""
    return _panel("sources", f'<div id="sources"></div>{_said("p", "no_sources", " class=meta")}')


def panels_html() -> str:
    """Render what is searched in, and what is added, in English; the script says it in the visitor's language."""
    return _SCOPE + _panel("add", adding_html())


def library_html() -> str:
    """Render the frame of the library's list."""
    heading = f'<header>{_said("h2", "library")}<span class="count"></span></header>'
    overview = f'<p class="to-map"><a href="library" data-label="to_map">{ENGLISH.to_map}</a></p>'
    receipt = '<div id="receipt" class="notice" role="status" tabindex="-1" hidden></div>'
    collections = (
        f'<div id="arranged" role="group" aria-labelledby="arranged-title" hidden>'
        f'{_said("h3", "collections", " id=arranged-title")}<ul role="list"></ul>'
        f"{_said('h3', 'count_documents')}</div>"
    )
    return _panel("library", f'<div class="library">{heading}{overview}{receipt}{collections}{listing_html()}</div>')


def listing_html() -> str:
    """Render the frame of a list of documents, which the script fills with a page at a time."""
    orders = "".join(_said("option", label, f' value="{order}"') for order, label in _ORDERS.items())
    find = (
        f'<label>{_said("span", "find")}<input type="search" class="find" maxlength="200" autocomplete="off"></label>'
    )
    sort = f'<label>{_said("span", "sort_by")}<select class="sort">{orders}</select></label>'
    return (
        f'<div class="listing" data-list><div class="fields" hidden>{find}{sort}</div>'
        f'<p class="meta fitting" role="status"></p><ul role="list"></ul>{pager_html()}</div>'
    )


def pager_html() -> str:
    """Render the buttons from one page of a list to the next; the script shows them where there are several."""
    return (
        f'<nav class="pager" aria-label="{ENGLISH.pages}" hidden>'
        f"{_said('button', 'previous', ' type=button class=quiet')}<span></span>"
        f"{_said('button', 'next', ' type=button class=quiet')}</nav>"
    )


def share_html() -> str:
    """Render the dialog that shows the address of a shared answer, or says why there is none and offers the file."""
    address = f'<label class="field">{_said("span", "address")}<input id="share-address" readonly></label>'
    buttons = (
        f"{_said('button', 'copy_address', ' type=button id=share-copy')}"
        f"{_said('button', 'save_as_file', ' type=button id=share-file class=quiet')}"
        f"{_said('button', 'close', ' type=button id=share-close class=quiet')}"
    )
    return (
        f'<dialog id="share" aria-labelledby="share-title">{_said("h2", "share_answer", " id=share-title")}{address}'
        f'<p id="share-note" role="status"></p><p class="buttons">{buttons}</p></dialog>'
    )


def _panel(name: str, content: str) -> str:
    return f'<section role="tabpanel" id="panel-{name}" aria-labelledby="tab-{name}" tabindex="-1">{content}</section>'


def _said(element: str, label: str, attributes: str = "") -> str:
    return f'<{element} data-label="{label}"{attributes}>{getattr(ENGLISH, label)}</{element}>'


def _field(label: str, id: str, attributes: str) -> str:
    return f'<label>{_said("span", label)}<input id="{id}" autocomplete="off" {attributes}></label>'


_KEYS = (
    f'<dialog id="shortcuts" aria-labelledby="shortcuts-title"><h2 id="shortcuts-title" data-label="shortcuts">'
    f"{ENGLISH.shortcuts}</h2><dl>"
    + "".join(f"<div><dt><kbd>{key}</kbd></dt>{_said('dd', label)}</div>" for key, label in _SHORTCUTS)
    + f'</dl><label><input type="checkbox" id="keys-on" checked>{_said("span", "keys_on")}</label>'
    f"<form method=dialog>{_said('button', 'close')}</form></dialog>"
)
_SCOPE = _panel(
    "scope",
    f'<div class="library panel" id="scope"><header>{_said("h2", "search_in")}'
    f'<span class="count"></span></header>'
    f'<div id="collections" role="group" aria-labelledby="collections-title" hidden>'
    f'{_said("h3", "collections", " id=collections-title")}<ul role="list"></ul></div>'
    f'<div class="fields">{_field("fits", "scope-text", "type=search maxlength=200")}'
    f"{_field('after', 'scope-after', 'type=date')}{_field('before', 'scope-before', 'type=date')}</div>"
    f'<p class="meta" id="scope-note"></p><ul role="list" id="scope-list"></ul>{pager_html()}'
    f"{_said('button', 'search_in_all', ' type=button class=quiet id=scope-clear hidden')}</div>",
)
