"""Blocks of text and where they stand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Metadata, Place, PlaceKind, Span
from corpus.readers.common.text_builder import MAX_HEADING, TextBuilder


def test_a_heading_of_as_many_characters_as_allowed_is_one_and_a_longer_one_is_a_paragraph() -> None:
    builder = TextBuilder()
    builder.add_heading("h" * MAX_HEADING, 1)
    builder.add_heading("p" * (MAX_HEADING + 1), 1)
    assert [heading.text for heading in builder.headings] == ["h" * MAX_HEADING]
    assert builder.text == "h" * MAX_HEADING + "\n\n" + "p" * (MAX_HEADING + 1)


@given(st.lists(st.tuples(st.text(max_size=30), st.booleans()), max_size=8))
def test_every_span_holds_the_block_that_was_added(blocks: list[tuple[str, bool]]) -> None:
    builder, spans = TextBuilder(), []
    for block, is_heading in blocks:
        span = builder.add_heading(block, 2) if is_heading else builder.add(block)
        expected = " ".join(block.split()) if is_heading else block.strip()
        assert (span is None) == (not expected)
        spans += [(span, expected)] if span else []
    assert builder.length == len(builder.text)
    assert [span.of(builder.text) for span, _ in spans] == [expected for _, expected in spans]
    assert all(heading.span.of(builder.text) == heading.text for heading in builder.headings)


def test_another_builders_blocks_and_headings_move_with_their_spans() -> None:
    inner, builder = TextBuilder(), TextBuilder()
    inner.add_heading("Queens", 2)
    inner.add("One a hive.")
    builder.add("Bees")
    assert builder.extend(inner) == Span(6, 25)
    assert builder.text == "Bees\n\nQueens\n\nOne a hive."
    assert [(heading.level, heading.span.of(builder.text)) for heading in builder.headings] == [(2, "Queens")]
    assert builder.extend(TextBuilder()) is None


def test_content_is_all_of_the_text_with_its_headings_and_places() -> None:
    builder = TextBuilder()
    builder.add_heading("Bees", 1)
    place = Place(PlaceKind.SLIDE, 1, Span(0, 4), "slide 1")
    content = builder.content(Metadata("On bees"), "text/html", [place])
    assert (content.text, content.body, content.headings) == ("Bees", Span(0, 4), builder.headings)
    assert (content.metadata, content.media_type, content.places) == (Metadata("On bees"), "text/html", (place,))


def test_a_document_without_a_title_is_called_by_its_first_heading_or_its_file() -> None:
    builder = TextBuilder()
    builder.add("They dance.")
    assert builder.title("notes/wild_bees.html") == "Wild bees"
    builder.add_heading("Bees", 2)
    assert builder.title("notes/wild_bees.html") == "Bees"


def test_rows_keep_their_spans_and_move_with_another_builders_blocks() -> None:
    inner, builder = TextBuilder(), TextBuilder()
    inner.add("Of lakes.")
    inner.add_row("Lake: Ohrid\nDepth: 288")
    assert inner.add_row(" ") is None
    builder.add_row("Lake: Prespa")
    builder.extend(inner)
    rows = builder.content(Metadata("On lakes"), "text/html").rows
    assert [row.of(builder.text) for row in rows] == ["Lake: Prespa", "Lake: Ohrid\nDepth: 288"]
