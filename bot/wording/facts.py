"""What is said above the documents that the catalogue names in reply to a question about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.wording.labels import ENGLISH

if TYPE_CHECKING:
    from bot.facts import Facts
    from bot.wording.labels import Labels


def headline(facts: Facts, labels: Labels = ENGLISH) -> str:
    """Return what the documents have in common, as plain text: "2 documents · Ana Leka · from 2020"."""
    if not facts.count:
        return labels.no_document
    count = labels.one_document if facts.count == 1 else labels.documents.format(labels.number(facts.count))
    what = {
        "author": labels.fact_author,
        "publisher": labels.fact_publisher,
        "date": labels.fact_date,
        "newest": labels.fact_newest,
        "oldest": labels.fact_oldest,
    }.get(facts.asks, count)
    return " · ".join(filter(None, (what, facts.by, facts.period)))


def footnotes(facts: Facts, labels: Labels = ENGLISH) -> list[str]:
    """Return what is to be known beside the documents that are named: how many more fit, how many have no date."""
    more = [labels.more.format(labels.number(facts.unlisted))] if facts.unlisted else []
    return [*more, *([labels.undated.format(labels.number(facts.undated))] if facts.undated else [])]
