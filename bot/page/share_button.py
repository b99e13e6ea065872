"""Sharing an answer: it is kept as it was, and has an address wherever others can reach this page."""

from __future__ import annotations

import json
import logging
import re
from datetime import date
from typing import TYPE_CHECKING

import gradio as gr

from bot.access.hosts import LOOPBACK, host_name
from bot.formats.quotations import quoted_alone
from bot.formats.without_folders import answer_without_folders
from bot.page.handlers import handler, language_of
from bot.page.routes.shared import SHARED
from bot.page.views.conversation import Conversation
from bot.page.views.panels import share_html
from bot.service.shared_answers import DAYS, SharedAnswer
from corpus.errors import CorpusError

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import Request

    from bot.access.rules import AccessRules
    from bot.service.library_service import LibraryService
    from bot.wording.labels import Labels

_LOG = logging.getLogger(__name__)
_TURN = re.compile(r"[0-9]{1,6}")
_WISH = "() => [window.besa ? window.besa.wish : '', null]"
_SHOW = "(made) => { window.besa?.showShared(made); return ''; }"


def sharing(service: LibraryService, conversation: gr.State, access: AccessRules, bound: Callable[[], str]) -> None:
    """Add the dialog, and the hidden components behind it; `bound` is the address that the page is served on."""
    gr.HTML(share_html(), elem_id="sharing", apply_default_css=False)
    wish = gr.Textbox(visible="hidden", elem_id="share-turn", label="turn to share")
    made = gr.Textbox(visible="hidden", elem_id="shared", label="shared answer")
    button = gr.Button(visible="hidden", elem_id="share-make")

    def share(turn: object, before: Conversation | None, request: gr.Request) -> str:
        labels = language_of(request)
        reached = _reached_at(request.request, access, bound()) if request.request is not None else None
        if reached is None:
            return _told(None, labels.share_local if access.is_local(bound()) else labels.share_elsewhere)
        name = _kept(service, turn, before or Conversation(), labels)
        if name is None:
            return _told(None, labels.share_failed)
        return _told(f"{reached.rstrip('/')}/besa{SHARED}/{name}", labels.share_note.format(DAYS))

    shared = button.click(share, [wish, conversation], made, js=_WISH, **handler("share"))
    shared.then(None, made, made, js=_SHOW, api_visibility="private")


def _told(address: str | None, note: str) -> str:
    return json.dumps({"address": address, "note": note})


def _reached_at(request: Request, access: AccessRules, bound: str) -> str | None:
    """Return the address of the page for others: the visitor's own, or by a name that it may be asked for by."""
    asked = host_name(request.headers.get("host", ""))
    if asked is not None and asked not in LOOPBACK:
        return str(request.base_url)
    if not access.allowed_hosts or access.is_local(bound):
        return None
    return str(request.base_url.replace(hostname=access.allowed_hosts[0]))


def _kept(service: LibraryService, turn: object, conversation: Conversation, labels: Labels) -> str | None:
    """Keep the answer of a turn and return its name; None where there is no such answer, or no room for it.

    All that it cites has to stand in the documents: an earlier conversation is what a browser says that it was.
    """
    number = int(turn) if isinstance(turn, str) and _TURN.fullmatch(turn) else None
    answers = (each.answer for each in conversation.exchanges if each.number == number)
    answer, kept = next(answers, None), service.shared
    if answer is None or kept is None:
        return None
    as_it_was = quoted_alone(answer_without_folders(answer))
    try:
        if any(finding.status != "verified" for finding in service.verify(answer)):
            return None
        return kept.keep(SharedAnswer(as_it_was, date.today().isoformat(), labels.language))
    except (OSError, CorpusError) as error:
        _LOG.error("an answer could not be shared: %s", error)
        return None
