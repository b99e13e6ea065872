from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from corpus.documents import Span
from embeddings.map.passage_map import MAP, MapDrawing, PassageMap
from tests.support.shelves import BEES, LIGHTHOUSES

if TYPE_CHECKING:
    from tests.support.shelves import Shelf

WAIT = 120.0
TEXTS = {
    f"text{number}": f"The {word} of the {number}th day was {word} {word}.\n\nA {word} came at noon."
    for number, word in enumerate(["rain", "wind", "snow", "hail", "fog", "sun", "frost", "storm", "dew", "thaw"])
}


def chart(passage_map: PassageMap, *found: tuple[str, Span]) -> MapDrawing:
    drawn = passage_map.draw(found, WAIT)
    assert drawn is not None
    return drawn


def test_every_passage_with_a_vector_is_on_the_map(shelf: Shelf) -> None:
    shelf.add(**TEXTS)
    drawn = chart(PassageMap(shelf.library))
    stored = [
        (each.document, each.passage.span)
        for record in shelf.library.documents()
        for each in shelf.library.passages.of(record.id)
    ]
    assert sorted((each.document, each.span.start) for each in drawn.points) == sorted(
        (document, span.start) for document, span in stored
    )
    assert drawn.embedded == len(stored) == shelf.library.passages.count()
    assert all(0 <= each.x <= 1 and 0 <= each.y <= 1 for each in drawn.points)


def test_adding_a_document_leaves_the_others_where_they_are(shelf: Shelf) -> None:
    shelf.add(**TEXTS)
    before = chart(PassageMap(shelf.library)).points
    shelf.add(bees=BEES)
    after = chart(PassageMap(shelf.library)).points
    assert after[: len(before)] == before
    assert len(after) > len(before)


def test_a_removed_document_leaves_the_map_and_its_file(shelf: Shelf) -> None:
    shelf.add(**TEXTS)
    before = chart(PassageMap(shelf.library)).points
    gone = shelf.library.documents()[0].id
    shelf.library.remove([gone])
    after = chart(PassageMap(shelf.library)).points
    assert after == tuple(each for each in before if each.document != gone)
    with np.load(shelf.library.store.folder / MAP, allow_pickle=False) as file:
        assert len(file["ids"]) == len(after)


@pytest.mark.parametrize("content", [b"", b"nonsense", b"PK\x03\x04", None])
def test_a_map_whose_file_is_lost_or_damaged_is_drawn_again_the_same(shelf: Shelf, content: bytes | None) -> None:
    shelf.add(**TEXTS)
    before = chart(PassageMap(shelf.library))
    file = shelf.library.store.folder / MAP
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    assert chart(PassageMap(shelf.library)) == before


def test_a_map_of_another_encoder_is_drawn_anew(shelf: Shelf) -> None:
    shelf.add(**TEXTS)
    before = chart(PassageMap(shelf.library))
    file = shelf.library.store.folder / MAP
    with np.load(file, allow_pickle=False) as stored:
        ids, anchors = stored["ids"], stored["anchors"]
    other = np.frombuffer(b"another/encoder", np.uint8)
    with file.open("wb") as out:
        np.savez(out, encoder=other, ids=ids, places=np.zeros((len(ids), 2), np.float32), anchors=anchors)
    assert chart(PassageMap(shelf.library)) == before


def test_a_found_place_has_the_point_of_its_passage(shelf: Shelf) -> None:
    shelf.add(bees=BEES, lighthouses=LIGHTHOUSES)
    (document,) = (each.id for each in shelf.library.documents() if "bees" in each.path)
    at = BEES.index("huddle")
    drawn = chart(PassageMap(shelf.library), (document, Span(at, at + 6)), ("0" * 12, Span(0, 9)))
    point, missing = drawn.found
    assert point is not None
    assert point.span.start <= at < point.span.end
    assert point in drawn.points
    assert missing is None


def test_a_found_place_that_is_thinned_out_has_a_point_all_the_same(shelf: Shelf) -> None:
    shelf.add(**TEXTS)
    every = chart(PassageMap(shelf.library)).points
    (shelf.library.store.folder / MAP).unlink()
    thin = PassageMap(shelf.library, shown=4)
    drawn = chart(thin, *((each.document, each.span) for each in every))
    assert len(drawn.points) == 4
    assert drawn.embedded == len(every)
    assert [each and (each.document, each.span) for each in drawn.found] == [
        (each.document, each.span) for each in every
    ]


def test_a_library_without_vectors_has_an_empty_map(shelf: Shelf) -> None:
    assert chart(PassageMap(shelf.library)) == MapDrawing()
    shelf.add_unembedded(bees=BEES)
    (document,) = shelf.library.documents()
    assert chart(PassageMap(shelf.library), (document.id, Span(0, 5))) == MapDrawing(found=(None,))


def test_whoever_does_not_wait_is_told_that_the_map_is_being_drawn(shelf: Shelf) -> None:
    shelf.add(**TEXTS)
    passage_map = PassageMap(shelf.library)
    assert passage_map.draw() is None
    assert chart(passage_map).points
    assert passage_map.draw() is not None
