"""The library as the page's own words speak of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.service.library_service import LibraryService
    from bot.service.uploads import UploadRules
    from bot.wording.labels import Labels
    from corpus.messages import Message

_NAMED = 5


@dataclass(frozen=True, slots=True)
class LibraryGlance:
    """How many documents there are, whether they are the sample, and what a visitor may do with them.

    `formats` are those that can be added, None where this visitor may add nothing. `named` are ids and titles of a few.
    `has_sample`: the sample library can be chosen beside it.
    """

    count: int
    is_sample: bool = False
    formats: Message | None = None
    named: tuple[tuple[str, str], ...] = ()
    has_sample: bool = False

    @classmethod
    def of(cls, service: LibraryService, rules: UploadRules | None, *, named: bool = False) -> LibraryGlance:
        """Look at a library, for a visitor who may add by `rules`; with a few of its documents if they are `named`."""
        count = service.document_count()
        few = tuple(_spread_over(service, count)) if named else ()
        formats = rules.formats if rules is not None else None
        return cls(count, service.is_sample, formats, few, service.has_sample)

    def counted(self, labels: Labels) -> str:
        """Return how many documents there are, in words."""
        return labels.one_document if self.count == 1 else labels.documents.format(labels.number(self.count))


def _spread_over(service: LibraryService, count: int) -> Iterator[tuple[str, str]]:
    """Yield ids and titles of a few documents from all over the list."""
    step = max(1, count // _NAMED)
    for offset in range(0, min(count, _NAMED * step), step):
        for document in service.listed(offset=offset, limit=1)[1]:
            yield document.id, document.metadata.title
