"""What leaves this machine says which files it is from, not where they lie: that is nobody else's business."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answers import Answer
    from bot.facts import Facts
    from corpus.store.document_records import DocumentRecord


def answer_without_folders(answer: Answer) -> Answer:
    """Return the answer with the names of files in place of their paths."""
    citations = tuple(
        replace(each, path=PurePath(each.path).name, others=_names(each.others)) for each in answer.citations
    )
    return replace(answer, citations=citations, facts=answer.facts and _facts(answer.facts))


def record_without_folders(record: DocumentRecord) -> DocumentRecord:
    """Return a line of the list of sources with names of files in place of their paths, and not whose they are."""
    return replace(record, path=PurePath(record.path).name, others=_names(record.others), source="")


def _facts(facts: Facts) -> Facts:
    return replace(facts, documents=tuple(replace(each, path=PurePath(each.path).name) for each in facts.documents))


def _names(paths: Sequence[str]) -> tuple[str, ...]:
    return tuple(PurePath(path).name for path in paths)
