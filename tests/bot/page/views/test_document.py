from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.page.views.document import (
    Opening,
    document_html,
)
from bot.page.views.verbatim import PART, WHOLE, part_at, part_count, part_span
from corpus.documents import Content, Document, Heading, Metadata, Place, PlaceKind, Source, Span
from corpus.readers import Format
from corpus.readers.options import ReadOptions
from corpus.readers.plain.markdown import read_markdown

ID = "0123456789ab"
ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60)


def page(number: int, span: Span) -> Place:
    return Place(PlaceKind.PAGE, number, span, f"page {number}")


def document(
    text: str,
    *,
    body: int = 0,
    headings: tuple[Heading, ...] = (),
    places: tuple[Place, ...] = (),
    about: Metadata | None = None,
    media_type: str = Format.MARKDOWN.media_type,
    path: str = "/library/a.md",
) -> Document:
    span = Span(body, len(text))
    content = Content(text, about or Metadata("Title"), media_type, span, headings, places)
    return Document(path, "0" * 64, content, ID)


def shown_text(view: str) -> str:
    blocks = re.findall(r'<div class="verbatim"[^>]*>(.*?)</div>', view, re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", "", "".join(blocks)))


def marked(view: str) -> list[str]:
    return [html.unescape(each) for each in re.findall(r"<mark[^>]*>(.*?)</mark>", view, re.DOTALL)]


@given(st.data())
def test_the_text_shown_is_the_documents_to_the_letter(data: st.DataObject) -> None:
    before, title, after = data.draw(ANY_TEXT), data.draw(ANY_TEXT), data.draw(ANY_TEXT)
    text = f"{before}## {title}{after}"
    offsets = st.integers(0, len(text))
    heading = Heading(Span(len(before), len(before) + 3 + len(title)), 2, title)
    places = tuple(page(n, Span(at, at)) for n, at in enumerate(sorted(data.draw(st.sets(offsets, max_size=3))), 1))
    shown = document(text, body=data.draw(offsets), headings=(heading,), places=places)
    start, end = sorted((data.draw(offsets), data.draw(offsets)))
    view = document_html(shown, Opening(ID, Span(start, end) if start < end else None))
    assert shown_text(view) == text
    assert "".join(marked(view)) == text[start:end]
    assert view.count('id="cite"') == (start < end)


def test_a_mark_that_crosses_a_heading_and_a_page_begins_once() -> None:
    text = "One.\n\n## Two\n\nThree."
    view = document_html(
        document(
            text,
            headings=(Heading(Span(6, 12), 2, "Two"),),
            places=(page(1, Span(0, 14)), page(2, Span(14, 20))),
        ),
        Opening(ID, Span(0, len(text))),
    )
    assert marked(view) == ["One.\n", "\n", "##", " Two\n", "\n", "Three."]
    assert view.count('id="cite"') == 1
    assert 'role="heading" aria-level="3"' in view
    assert re.findall(r'data-label="(.*?)"', view) == ["Page 1", "Page 2"]


def test_front_matter_is_folded_away_unless_the_mark_is_in_it() -> None:
    shown = document("---\ntitle: A\n---\nBody.", body=17)
    assert '<details class="front"><summary>' in document_html(shown, Opening(ID, Span(17, 22)))
    assert '<details class="front" open><summary>' in document_html(shown, Opening(ID, Span(4, 9)))


def test_a_hostile_document_stays_text() -> None:
    evil = "</div><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    about = Metadata(evil, evil, evil, evil, "javascript:alert(1)", evil, (Source(evil, url="javascript:alert(1)"),))
    view = document_html(document(evil, about=about), Opening(ID, Span(3, 9)))
    assert shown_text(view) == evil
    assert not re.search(r"<script|<img|javascript:", view)


def test_the_sources_of_a_document_are_named_and_linked() -> None:
    about = Metadata("Title", sources=(Source("Press", "Notes", "A. Writer", "2019", "https://example.org/"),))
    view = document_html(document("Text.", about=about), Opening(ID))
    assert '<a href="https://example.org/"' in view
    assert all(f"<bdi>{words}</bdi>" in view for words in ("Press", "Notes", "A. Writer", "2019"))


@pytest.mark.parametrize("length", [0, 1, WHOLE, WHOLE + 1, 5 * PART, 5 * PART + 7])
def test_the_parts_of_a_text_make_it_up_without_a_gap(length: int) -> None:
    text = ("x" * 70 + "\n") * (length // 71) + "y" * (length % 71)
    spans = [part_span(text, number) for number in range(1, part_count(text) + 1)]
    assert "".join(span.of(text) for span in spans) == text
    assert all(span.end - span.start <= WHOLE for span in spans)
    offsets = {0, length - 1, PART - 1, PART, PART + 1, 2 * PART} & set(range(length))
    assert all(spans[part_at(text, at) - 1].start <= at < spans[part_at(text, at) - 1].end for at in offsets)


def test_a_long_document_opens_at_the_part_with_the_mark() -> None:
    text = "A line of a very long book.\n" * 200_000
    place = Opening(ID, Span(3_000_000, 3_000_050))
    view = document_html(document(text, media_type=Format.TEXT.media_type), place)
    assert "".join(marked(view)) == text[3_000_000:3_000_050]
    assert len(view) < 2 * PART
    assert "Part 31 of 56" in view
    assert f"document?id={ID}&amp;start=3000000&amp;end=3000050&amp;part=30" in view
    assert f"document?id={ID}&amp;start=3000000&amp;end=3000050&amp;part=32" in view


def test_a_part_that_was_asked_for_is_shown_and_one_too_far_is_the_last() -> None:
    shown = document("A line of a very long book.\n" * 20_000)
    assert "Part 2 of 6" in document_html(shown, Opening(ID, Span(0, 9), part=2))
    assert "Part 6 of 6" in document_html(shown, Opening(ID, part=999))


@pytest.mark.parametrize(
    ("parameters", "place"),
    [
        ({"id": ID}, Opening(ID)),
        ({"id": ID, "start": "3", "end": "9", "part": "2"}, Opening(ID, Span(3, 9), 2)),
        ({"id": ID, "start": "9", "end": "3"}, Opening(ID)),
        ({"id": ID, "start": "3"}, Opening(ID)),
        ({"id": ID, "start": "-3", "end": "9" * 5_000, "part": "0"}, Opening(ID)),
        ({"id": ID, "start": "٣", "end": "1e9"}, Opening(ID)),
        ({"id": "../../etc/passwd"}, None),
        ({"id": f"{ID}\n"}, None),
        ({}, None),
    ],
)
def test_an_address_names_a_place_or_none(parameters: dict[str, str], place: Opening | None) -> None:
    assert Opening.asked(parameters) == place


def test_a_mark_beyond_the_end_of_the_document_marks_what_there_is() -> None:
    assert marked(document_html(document("Short."), Opening(ID, Span(2, 900)))) == ["ort."]
    assert marked(document_html(document("Short."), Opening(ID, Span(800, 900)))) == []


KINDS = (
    (PlaceKind.PAGE, Format.PDF.media_type),
    (PlaceKind.ROW, Format.CSV.media_type),
    (PlaceKind.SLIDE, Format.PPTX.media_type),
    (PlaceKind.TIME, Format.SRT.media_type),
)


@given(st.data(), st.sampled_from(KINDS))
def test_in_any_form_the_text_is_the_documents_to_the_letter(data: st.DataObject, kinds: tuple[PlaceKind, str]) -> None:
    text = data.draw(st.text(alphabet="ab:\n <&", max_size=60))
    offsets = st.integers(0, len(text))
    spans = sorted(tuple(sorted(each)) for each in data.draw(st.lists(st.tuples(offsets, offsets), max_size=4)))
    places = tuple(Place(kinds[0], n, Span(*each), f"place {n}") for n, each in enumerate(spans, 1))
    at = data.draw(offsets)
    headings = (Heading(Span(at, len(text)), 2, text[at:]),) if data.draw(st.booleans()) else ()
    shown = document(
        text,
        body=data.draw(offsets),
        headings=headings,
        places=places,
        media_type=kinds[1],
        path="/library/a",
    )
    start, end = sorted((data.draw(offsets), data.draw(offsets)))
    view = document_html(shown, Opening(ID, Span(start, end) if start < end else None))
    assert shown_text(view) == text
    assert "".join(marked(view)) == text[start:end]
    assert view.count('id="cite"') == (start < end)


def test_a_row_has_its_label_and_its_columns_stand_out() -> None:
    text = "City: Vlora\nNote: a: b\n\nCity: Berat"
    places = (
        Place(PlaceKind.ROW, 2, Span(0, 22), "Towns, row 2"),
        Place(PlaceKind.ROW, 3, Span(24, 35), "Towns, row 3"),
    )
    view = document_html(document(text, places=places, media_type=Format.XLSX.media_type), Opening(ID))
    assert re.findall(r'class="row" data-label="(.*?)"', view) == ["Towns, row 2", "Towns, row 3"]
    assert re.findall(r'<span class="column">(.*?)</span>', view) == ["City:", "Note:", "City:"]


def test_a_slide_is_a_group_and_keeps_its_heading() -> None:
    places = (Place(PlaceKind.SLIDE, 1, Span(0, 11), "slide 1"),)
    headings = (Heading(Span(0, 4), 1, "Bees"),)
    view = document_html(document("Bees\n\nHives", places=places, headings=headings), Opening(ID))
    assert '<span class="slide" role="group" aria-label="Slide 1" data-label="Slide 1"><span class="heading"' in view


def test_a_letter_says_from_whom_it_is_and_when() -> None:
    about = Metadata("Bees & hives", "Ina <Holm>", "Meadow list", "2024-03-05")
    view = document_html(document("Dear Ben", about=about, media_type=Format.MAIL.media_type), Opening(ID))
    assert re.findall(r'<dd dir="auto">(.*?)</dd>', view) == ["Ina &lt;Holm&gt;", "Meadow list", "2024-03-05"]
    assert '<dl class="letterhead">' not in document_html(document("Dear Ben", about=about), Opening(ID))


@pytest.mark.parametrize(
    ("path", "media_type", "pictures"),
    [
        ("/l/a.pdf", Format.PDF.media_type, 9),
        ("/l/a", Format.PDF.media_type, 9),
        ("/l/a.eml", Format.PDF.media_type, 0),
        ("/l/a.pdf", Format.TEXT.media_type, 0),
    ],
)
def test_the_pages_of_a_pdf_have_pictures_and_those_with_marks_and_their_neighbours_are_open(
    path: str, media_type: str, pictures: int
) -> None:
    places = tuple(page(number, Span(4 * number - 4, 4 * number)) for number in range(1, 10))
    shown = document("abc\n" * 9, places=places, media_type=media_type, path=path)
    view = document_html(shown, Opening(ID, Span(17, 19), others=(Span(1, 2),)))
    assert view.count("<img ") == pictures
    opened = re.findall(r'class="print" open><summary>Page (\d) as printed', view)
    assert opened == (["1", "2", "4", "5", "6"] if pictures else [])
    assert ("page=5&amp;start=17&amp;end=19" in view) == bool(pictures)


def test_a_document_of_many_places_is_shown_in_good_time() -> None:
    row = "City: Vlora\n\n"
    places = tuple(Place(PlaceKind.ROW, n, Span(13 * n, 13 * n + 11), f"row {n}") for n in range(200_000))
    view = document_html(document(row * 200_000, places=places, media_type=Format.CSV.media_type), Opening(ID, part=9))
    assert view.count('class="row"') < 10_000


def test_a_page_that_comes_again_after_a_sentence_of_two_pages_has_one_picture() -> None:
    text = "One sentence on two pages.\n\nA note of the first page.\n\nMore of the second."
    note, more = text.index("A note"), text.index("More")
    places = (
        page(1, Span(0, 12)),
        page(2, Span(13, 26)),
        page(1, Span(note, note + 25)),
        page(2, Span(more, len(text))),
    )
    shown = document(text, places=places, media_type=Format.PDF.media_type, path="/l/a.pdf")
    view = document_html(shown, Opening(ID))
    assert re.findall(r"<summary>Page (\d) as printed", view) == ["1", "2"]
    assert shown_text(view).split() == text.split()
    cited = document_html(shown, Opening(ID, Span(note, note + 6)))
    assert re.findall(r"<summary>Page (\d) as printed", cited) == ["1", "2", "1"]


MARKDOWN = """# The *towns* & more

Vlora
has **79,513** people, `VLO` <b>now</b>.

| Town | Note |
|------|------|
| Vlora | a port |
| Berat | |

- One
  more
- Two
"""


def seen(view: str) -> str:
    """The words that are seen, with a line for each block and a bar before each cell."""
    shown = view[view.index('<div class="verbatim"') :].replace("\n", " ")
    shown = re.sub(r'<span class="syntax">(?:<mark[^>]*>)?[^<]*(?:</mark>)?</span>', "", shown)
    shown = re.sub(r'<span class="(?:heading|paragraph|item|tr)\b[^>]*>', "\n", shown)
    return html.unescape(re.sub(r"<[^>]*>", "", re.sub(r'<span class="td"[^>]*>', "|", shown)))


def markdown(text: str) -> Document:
    options = ReadOptions(media_type=Format.MARKDOWN.media_type)
    return Document("/library/a.md", "0" * 64, read_markdown(text.encode(), "/library/a.md", options), ID)


def test_markdown_is_shown_as_it_is_meant_and_marked_at_the_quoted_characters() -> None:
    start = MARKDOWN.index("has **")
    view = document_html(markdown(MARKDOWN), Opening(ID, Span(start, start + 21)))
    assert shown_text(view) == MARKDOWN
    assert "".join(marked(view)) == MARKDOWN[start : start + 21] == "has **79,513** people"
    lines = [line.strip() for line in seen(view).split("\n")]
    assert lines[1:] == [
        "The towns & more",
        "Vlora has 79,513 people, VLO now.",
        "|Town|Note",
        "|Vlora|a port",
        "|Berat|",
        "One   more",
        "Two",
    ]
    assert "<strong><mark>79,513</mark></strong>" in view
    assert "<em>towns</em>" in view
    assert "<code>VLO</code>" in view
    assert view.count('role="columnheader"') == 2
    assert view.count('role="listitem"') == 2
    assert "&lt;b&gt;" in view


def test_a_mark_that_begins_with_markup_can_be_gone_to_at_its_first_word() -> None:
    view = document_html(markdown("Say **this** now."), Opening(ID, Span(4, 12)))
    assert '<strong><mark id="cite" tabindex="-1">this</mark></strong>' in view


def test_a_mark_of_which_nothing_is_seen_is_gone_to_all_the_same() -> None:
    view = document_html(markdown("Say this.\n\n---\n\nNow."), Opening(ID, Span(11, 14)))
    assert view.count('id="cite"') == 1
    assert view.index('id="cite"') < view.index('class="verbatim"')


def test_a_long_text_with_markup_is_shown_in_good_time() -> None:
    text = "- Some *words* of a [list](https://example.org/a) that goes `on`.\n" * 3_000
    view = document_html(markdown(text), Opening(ID, Span(5, 9)))
    assert view.count('role="listitem"') > 2_900
    assert shown_text(view) == text
