"""What has become of the sources of a turn that is shown again, in Markdown, and the link that asks it anew."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from bot.answering.question_checks import has_words
from bot.wording.markup import as_html

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.page.views.exchange import Exchange, Since
    from bot.wording.labels import Labels

EARLIER_TURNS = "#do-earlier-turns"
"""What the page's script does: show the turns of the conversation that come before these."""


def since_markdown(exchange: Exchange, labels: Labels) -> str:
    """Say what has changed since a turn was answered, and offer to ask anew; "" where nothing has.

    The question is asked as it was understood, by itself: what came before it may read otherwise today.
    """
    since, answer = exchange.since, exchange.answer
    told = list(_told(since, labels)) if since else []
    if since is None or answer is None or not told:
        return ""
    state = "beside" if since.is_unchanged else "quoted"
    day = [as_html(labels.shown_as_on.format(since.day))] if since.day and not since.is_unchanged else []
    anew = urlencode({"q": answer.standalone_question})
    link = f' <a href="./?{as_html(anew)}#as-it-stands">{labels.ask_anew}</a>'
    offered = link if has_words(answer.standalone_question) else ""
    return f'<p class="since {state}">{" ".join([*day, *told])}{offered}</p>'


def _told(since: Since, labels: Labels) -> Iterator[str]:
    for titles, said in (
        (since.altered, labels.since_altered),
        (since.changed, labels.since_changed),
        (since.gone, labels.since_gone),
    ):
        if titles:
            yield said.format(_named(titles, labels))
    if since.beside and since.is_unchanged:
        yield labels.since_beside
    if since.documents is not None:
        then, now = map(labels.number, since.documents)
        yield labels.since_documents.format(then, now)


def _named(titles: Sequence[str], labels: Labels) -> str:
    return ", ".join(f"<bdi>{as_html(labels.quotation.format(title))}</bdi>" for title in titles)
