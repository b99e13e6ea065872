"""The map of a library's passages: drawn once, kept in a file beside the library, made again where that is lost."""

from __future__ import annotations

import io
import threading
import zipfile
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from embeddings.engines.opening import engine_of, is_server
from embeddings.index.atomic_write import write_whole
from embeddings.map.clusters import MapCluster, distinctive_terms, grouped, placed_clusters, written_words
from embeddings.map.layout import Layout, extended, lay_out, placed, thinned

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from corpus.documents import Span
    from corpus.engines.document_store import DocumentStore
    from embeddings.store.encoder_records import EncoderRecord

MAP = "map.npz"
SHOWN = 3_000
"""Most points that a map shows, beside those that were asked for."""
_READ = 20
"""Passages of a cluster that are read for how its words are written."""


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A passage on the map, by its number; x and y in [0, 1], y downwards; `cluster` is -1 where it lies in none."""

    document: str
    span: Span
    x: float
    y: float
    passage: int = 0
    cluster: int = -1


@dataclass(frozen=True, slots=True)
class MapDrawing:
    """The points that are shown, in the order in which they were added, of so many passages that have a vector.

    `found` has a point for each place that was asked for; None where its passage has no vector or is not there.
    `clusters` are those of the points, by number.
    """

    points: tuple[MapPoint, ...] = ()
    found: tuple[MapPoint | None, ...] = ()
    embedded: int = 0
    clusters: tuple[MapCluster, ...] = ()

    def of_documents(self, documents: Collection[str]) -> MapDrawing:
        """Return the same map with the points of some documents only; a cluster without any of them has no words."""
        points = tuple(each for each in self.points if each.document in documents)
        counts = Counter(each.cluster for each in points)
        clusters = tuple(
            replace(each, points=counts[number], words=each.words if counts[number] else ())
            for number, each in enumerate(self.clusters)
        )
        return MapDrawing(points, self.found, len(points), clusters)


@dataclass(frozen=True, slots=True)
class _Passages:
    """The passages that have a vector: rows of id, document, start, end, in the order of their ids."""

    generation: int
    encoder: EncoderRecord
    count: int
    shown: NDArray[np.int64]
    spans: dict[int, tuple[str, Span]]


class PassageMap:
    """The map of one library. Its methods may be called from several threads."""

    def __init__(self, library: DocumentStore, shown: int = SHOWN) -> None:
        self._library = library
        self._embedded = engine_of(library).embedded()
        self._most = shown
        self._lock = threading.Lock()
        self._passages: _Passages | None = None
        self._layout: tuple[str, Layout] | None = None
        self._drawing: threading.Thread | None = None
        self._clusters: tuple[Layout, NDArray[np.int64], tuple[MapCluster, ...]] | None = None

    def draw(self, found: Sequence[tuple[str, Span]] = (), wait: float = 0.0) -> MapDrawing | None:
        """Return the map of now, with the passages at the `found` places of documents; None while it is being drawn.

        Drawing begins with the first call, beside whatever else is done; `wait` says for how many seconds to wait
        for it.
        """
        passages = self._current()
        if passages is None:
            return MapDrawing(found=(None,) * len(found))
        layout = self._laid_out(passages, wait)
        if layout is None:
            return None
        clusters, named = self._clustered(layout)
        points = tuple(
            MapPoint(*passages.spans[id], x, y, id, cluster)
            for id, (x, y), cluster in zip(layout.ids.tolist(), layout.places.tolist(), clusters.tolist(), strict=True)
        )
        return MapDrawing(points, tuple(self._found(passages, layout, found)), passages.count, named)

    def _clustered(self, layout: Layout) -> tuple[NDArray[np.int64], tuple[MapCluster, ...]]:
        """Return the cluster of each passage of a layout, and the clusters; found once for each layout."""
        held = self._clusters
        if held is None or held[0] is not layout:
            numbers = grouped(layout.places)
            self._clusters = held = (
                layout,
                numbers,
                placed_clusters(layout.places, numbers, self._named(layout, numbers)),
            )
        return held[1:]

    def _named(self, layout: Layout, clusters: NDArray[np.int64]) -> dict[int, tuple[str, ...]]:
        """Return the words of each cluster, written as most of some of its passages write them."""
        terms = self._embedded.terms(layout.ids.tolist())
        known = [
            (id, cluster) for id, cluster in zip(layout.ids.tolist(), clusters.tolist(), strict=True) if id in terms
        ]
        found = distinctive_terms([terms[id] for id, _ in known], [cluster for _, cluster in known])
        examples = {
            number: [id for id, cluster in known if cluster == number and not terms[id].isdisjoint(said)][:_READ]
            for number, said in found.items()
        }
        return {number: written_words(said, self._embedded.texts(examples[number])) for number, said in found.items()}

    def _current(self) -> _Passages | None:
        encoder, generation = self._embedded.encoder(), self._library.generation()
        with self._lock:
            held = self._passages
            if encoder is None or (held and (held.generation, held.encoder) == (generation, encoder)):
                return held if encoder else None
            documents = self._embedded.documents(encoder)
            shown = thinned(np.array(list(documents), np.int64), list(documents.values()), self._most)
            spans = self._embedded.spans(shown.tolist())
            there = np.array(list(spans), np.int64)
            self._passages = (
                _Passages(generation, encoder, self._embedded.count(encoder), there, spans) if len(there) else None
            )
            return self._passages

    def _laid_out(self, passages: _Passages, wait: float) -> Layout | None:
        before = self._before(passages.encoder)
        if before is not None and np.array_equal(before.ids, passages.shown):
            return before
        if before is not None and before.suits(passages.shown):
            ids, vectors = self._vectors_of(passages)
            return self._kept(passages, extended(before, ids, vectors)) if len(ids) == len(passages.shown) else None
        with self._lock:
            if self._drawing is None or not self._drawing.is_alive():
                self._drawing = threading.Thread(target=self._draw, args=(passages, before), daemon=True)
                self._drawing.start()
            drawing = self._drawing
        drawing.join(wait)
        drawn = self._before(passages.encoder)
        return drawn if drawn is not None and np.array_equal(drawn.ids, passages.shown) else None

    def _draw(self, passages: _Passages, before: Layout | None) -> None:
        ids, vectors = self._vectors_of(passages)
        self._kept(passages, lay_out(ids, vectors, before))

    def _vectors_of(self, passages: _Passages) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the passages on the map that still have a vector, and these, float32 (n, dimension)."""
        found = self._embedded.vectors(passages.encoder, passages.shown.tolist())
        ids = np.array(sorted(found), np.int64)
        empty = np.zeros((0, passages.encoder.dimension), np.float32)
        return ids, np.stack([found[id] for id in ids.tolist()]) if found else empty

    def _found(self, passages: _Passages, layout: Layout, found: Sequence[tuple[str, Span]]) -> list[MapPoint | None]:
        numbers = [self._embedded.at(*place) for place in found]
        spans = self._embedded.spans([number for number in numbers if number is not None])
        at = {id: row for row, id in enumerate(layout.ids.tolist())}
        missing = spans.keys() - at.keys()
        vectors = self._embedded.vectors(passages.encoder, missing) if missing else {}
        places = {id: layout.places[row] for id, row in at.items()}
        if vectors:
            ids, among = self._vectors_of(passages)
            there = layout.places[np.searchsorted(layout.ids, ids)]
            places |= dict(zip(vectors, placed(np.stack(list(vectors.values())), among, there), strict=True))
        return [
            MapPoint(*spans[number], float(places[number][0]), float(places[number][1]), number)
            if number in spans and number in places
            else None
            for number in numbers
        ]

    def _before(self, encoder: EncoderRecord) -> Layout | None:
        """Return the layout that was drawn last for the vectors of this encoder."""
        if self._layout is None or self._layout[0] != encoder.name:
            layout = _read(self._library.local_folder, encoder.name)
            self._layout = (encoder.name, layout) if layout is not None else None
        return self._layout[1] if self._layout else None

    def _kept(self, passages: _Passages, layout: Layout) -> Layout:
        """Save the layout and return it; where nothing can be kept beside the library, it is in memory only."""
        self._layout = (passages.encoder.name, layout)
        if is_server(self._library.location) or not self._library.read_only:
            with suppress(OSError):
                _write(self._library.local_folder, passages.encoder.name, layout)
        return layout


def _write(folder: Path, encoder: str, layout: Layout) -> None:
    written = io.BytesIO()
    np.savez(
        written,
        encoder=np.frombuffer(encoder.encode(), np.uint8),
        ids=layout.ids,
        places=layout.places,
        anchors=layout.anchors,
    )
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / MAP, written.getvalue())


def _read(folder: Path, encoder: str) -> Layout | None:
    """Read the layout in the file; None where it is not there, not whole, or of another encoder."""
    try:
        with np.load(folder / MAP, allow_pickle=False) as file:
            if file["encoder"].tobytes() != encoder.encode():
                return None
            layout = Layout(
                file["ids"].astype(np.int64), file["places"].astype(np.float32), file["anchors"].astype(np.bool_)
            )
    except (OSError, ValueError, KeyError, EOFError, AttributeError, zipfile.BadZipFile):
        return None
    in_order = bool((np.diff(layout.ids) > 0).all())
    inside = bool(((layout.places >= 0) & (layout.places <= 1)).all())
    return layout if in_order and inside else None
