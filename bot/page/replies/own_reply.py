"""Replies of the page's own, in Markdown: marked as such, and with links that do what they speak of.

The page's script carries out the links to `#do-…`; see `bot/page/assets/replies.js`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from bot.answering.question_checks import has_words
from bot.page.replies.topics import Topic
from bot.page.views.document import Opening
from bot.wording.markup import BETWEEN_LINKS, as_markdown

if TYPE_CHECKING:
    from bot.page.replies.glance import LibraryGlance
    from bot.page.replies.topics import SaidToPage
    from bot.wording.labels import Labels

ADD, LIST, EVERYWHERE, SAMPLE = "#do-add", "#do-list", "#do-search-all", "#do-sample"
"""What the page's script does: open the panel that adds or the list of documents, search in all or in the sample."""


@dataclass(frozen=True, slots=True)
class OwnReply:
    """What the page says to what was said to it; never a quotation, and no part of what later questions refer to."""

    said: SaidToPage
    library: LibraryGlance


def own_reply_markdown(asked: str, reply: OwnReply) -> str:
    """Render a reply in the language in which the page was spoken to."""
    topic, labels = reply.said.topic, reply.said.labels
    told = _WORDS[topic](reply.library, labels)
    links = _links(asked, topic, reply.library, labels)
    return "\n\n".join(filter(None, [f"*{labels.own_words}*", *told, " ".join(links)]))


def _greeting(_: LibraryGlance, labels: Labels) -> list[str]:
    return [labels.reply_greeting]


def _thanks(_: LibraryGlance, labels: Labels) -> list[str]:
    return [labels.reply_thanks]


def _help(_: LibraryGlance, labels: Labels) -> list[str]:
    return [labels.reply_help]


def _who(_: LibraryGlance, labels: Labels) -> list[str]:
    return [labels.reply_who]


def _adding(library: LibraryGlance, labels: Labels) -> list[str]:
    first = [] if library.count else [labels.nothing_yet]
    if library.formats is None:
        return [*first, labels.reply_adding_off]
    said = labels.reply_adding.format(as_markdown(labels.translate(library.formats)))
    return [*first, said, *([labels.reply_adding_sample] if library.is_sample else [])]


def _trust(_: LibraryGlance, labels: Labels) -> list[str]:
    return [labels.reply_trust]


def _about(library: LibraryGlance, labels: Labels) -> list[str]:
    if library.is_sample:
        return [labels.sample_note.format(library.counted(labels)), labels.no_summary]
    links = (f"[{as_markdown(title)}](./{Opening(id).href()})" for id, title in library.named)
    named = f"{labels.among_them} {BETWEEN_LINKS.join(links)}" if library.named else ""
    return [labels.reply_about.format(library.counted(labels)), named, labels.no_summary]


_WORDS = {
    Topic.GREETING: _greeting,
    Topic.THANKS: _thanks,
    Topic.HELP: _help,
    Topic.WHO: _who,
    Topic.ADDING: _adding,
    Topic.TRUST: _trust,
    Topic.ABOUT: _about,
}


def _links(asked: str, topic: Topic, library: LibraryGlance, labels: Labels) -> list[str]:
    """Return links to what a reply speaks of; whoever meant the documents can have them searched all the same."""
    links = []
    if topic in (Topic.ADDING, Topic.ABOUT, Topic.HELP) and library.formats is not None:
        links.append(f"[{labels.add_documents}]({ADD})")
    if topic is not Topic.THANKS and library.count:
        links.append(f"[{labels.do_list}]({LIST})")
    if topic.may_be_a_question and library.count and has_words(asked):
        links.append(f"[{labels.do_look}](./?{urlencode({'q': asked})}#as-it-stands)")
    return links
