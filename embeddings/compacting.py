"""Bringing what an older version of Besa has stored to the size that it has now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from embeddings.engines.opening import engine_of
from embeddings.store.token_vectors import compacted, projection_for

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corpus.engines.document_store import DocumentStore

    Progress = Callable[[int, int], None]

AT_ONCE = 200
"""Passages whose token vectors are looked at, and stored anew, together."""


def compact(library: DocumentStore, progress: Progress, go_on: Callable[[], bool] = lambda: True) -> int:
    """Store the token vectors of the encoder that answers as they are stored now; return how many were larger.

    What is larger is read all the same: this only gives back its room. `progress` hears (done, total) passages.
    When `go_on` says no, it ends between two batches; the next call goes on with the rest.
    """
    engine = engine_of(library)
    queue, encoder = engine.queue(), engine.encoder()
    if encoder is None:
        return 0
    projection, total = projection_for(encoder.name), library.passages.count()
    after, done, changed = 0, 0, 0
    while go_on() and (codes := queue.token_codes(encoder, after, AT_ONCE)):
        texts = _texts(library, [passage for passage, _ in codes])
        smaller = {id: code for id, blob in codes if id in texts and (code := compacted(blob, texts[id], projection))}
        if smaller:
            queue.replace_token_codes(encoder, smaller)
        after, done, changed = codes[-1][0], done + len(codes), changed + len(smaller)
        progress(done, max(done, total))
    if changed:
        engine.rewrite()
    return changed


def _texts(library: DocumentStore, passages: Sequence[int]) -> dict[int, str]:
    """Return the texts of passages by number; one that is gone is left out."""
    found = library.passages.get(passages)
    documents = {id: library.document(id).text for id in {each.document for each in found.values()}}
    return {number: each.passage.span.of(documents[each.document]) for number, each in found.items()}
