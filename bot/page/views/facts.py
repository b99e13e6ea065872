"""What the list of sources says in reply to a question about the documents, in Markdown; each names its document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.page.views.document import Opening
from bot.wording.facts import footnotes, headline
from bot.wording.labels import ENGLISH
from bot.wording.markup import as_inline_markdown, as_markdown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.facts import DocumentFact, Facts
    from bot.wording.labels import Labels


def facts_markdown(
    facts: Facts, link: Callable[[int], str], labels: Labels = ENGLISH, names: Mapping[str, str] | None = None
) -> str:
    """Return the facts under a line that says that they are no quotation; `link` makes the link to a citation's card.

    A document that is not cited is a link to its page, and a longer list one to the whole library. `names` stand beside
    the titles of documents that have one in common, by id.
    """
    beside = names or {}
    documents = "\n".join(f"- {_document(facts, each, link, beside.get(each.document))}" for each in facts.documents)
    notes = [as_markdown(note) for note in footnotes(facts, labels)]
    if facts.unlisted:
        notes[0] = f"[{notes[0]}](./library)"
    parts = (f"*{labels.from_list}*", f"**{as_markdown(headline(facts, labels))}**", documents, *notes)
    return "\n\n".join(filter(None, parts))


def _document(facts: Facts, fact: DocumentFact, link: Callable[[int], str], name: str | None) -> str:
    title, told = as_markdown(fact.title), as_inline_markdown(facts.told_of(fact))
    named = f"{title} {link(fact.citation)}" if fact.citation else f"[{title}](./{Opening(fact.document).href()})"
    return " · ".join(filter(None, (named, name and as_markdown(name), told)))
