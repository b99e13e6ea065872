"""What helps after an answer that was not found, in Markdown: other words, all documents, the nearest documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answering.scope import EVERYTHING
from bot.page.replies.own_reply import EVERYWHERE
from bot.page.views.document import Opening
from bot.wording.markup import BETWEEN_LINKS, as_markdown

if TYPE_CHECKING:
    from bot.answering.scope import SearchScope
    from bot.answers import Answer
    from bot.wording.labels import Labels

_NEAREST = 3


def advice_markdown(answer: Answer, choice: SearchScope, labels: Labels) -> list[str]:
    """Return paragraphs on what may find more. Where only some documents were searched, that comes first."""
    wider = f"{labels.advice_scope} [{labels.search_in_all}]({EVERYWHERE})"
    first = wider if choice != EVERYTHING else labels.advice_words
    titles: dict[str, str] = {}
    for each in answer.citations:
        titles.setdefault(each.document, each.title)
    links = [f"[{as_markdown(title)}](./{Opening(id).href()})" for id, title in list(titles.items())[:_NEAREST]]
    return [first, f"{labels.near_documents} {BETWEEN_LINKS.join(links)}"] if links else [first]
