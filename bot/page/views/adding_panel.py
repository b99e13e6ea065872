"""The panel in which documents are added: what may come, and the queue of what is on its way."""

from __future__ import annotations

from bot.page.handlers import said


def adding_html() -> str:
    """Render what is in the panel, in English; the page's script says it in the visitor's language, and fills it."""
    return (
        f'<div class="library panel" id="add" hidden><header>{said("h2", "add_documents")}</header>{_DROP}'
        f"{said('p', 'begins_own', ' class=notice id=begins hidden')}"
        '<input type="file" id="files" multiple hidden><input type="file" id="folder" webkitdirectory hidden>'
        f'{_QUEUE}<p class="meta" id="embedding" hidden></p></div>'
    )


def _button(label: str, id: str, attributes: str = "") -> str:
    return said("button", label, f" type=button id={id}{attributes}")


_DROP = (
    f'<div id="drop"><div class="choices">{_button("choose_files", "choose")}'
    f"{_button('choose_folder', 'choose-folder')}</div>"
    f'{said("p", "or_drop")}<p class="meta" id="limits"></p></div>'
    f'<label id="into">{said("span", "into_collection")}<input id="collection" maxlength="60" list="known-collections" '
    'autocomplete="off"></label><datalist id="known-collections"></datalist>'
    f'<details id="paste">{said("summary", "paste_text")}<form><label>{said("span", "paste_title")}'
    f'<input id="paste-title" maxlength="100" autocomplete="off"></label><label>{said("span", "paste_here")}'
    f'<textarea id="paste-text" rows="7" required></textarea></label>{said("button", "add_text", " type=submit")}'
    f'</form></details><details id="fetch">{said("summary", "add_page")}<form><label>{said("span", "page_address")}'
    '<input id="page-address" type="url" required maxlength="2000" autocomplete="off" placeholder="https://…"></label>'
    f"{said('p', 'page_note', ' class=meta')}{said('button', 'fetch_page', ' type=submit')}</form></details>"
)
_QUEUE = (
    '<p class="notice" id="left-out" role="status" hidden></p>'
    '<p class="notice" id="queue-note" role="status" hidden></p>'
    '<div id="queue" hidden><p id="queue-far"></p><p id="queue-said" role="status" tabindex="-1"></p>'
    '<progress id="queue-bar" hidden></progress><div class="actions">'
    f"{_button('pause', 'queue-pause', ' hidden')}{_button('cancel_rest', 'queue-cancel', ' hidden')}"
    f'{_button("try_all_again", "queue-again", " hidden")}</div></div><ul role="list" id="arrivals"></ul>'
)
