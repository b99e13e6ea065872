"""PDF: the order of reading, headings, page labels, tables, text in pictures, and files built to do harm."""

from __future__ import annotations

from contextlib import closing
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from corpus import readers
from corpus.documents import Span
from corpus.errors import EmptyFile, ReadError, TooLarge
from corpus.printed_layout import rectangles, unpack
from corpus.readers import ReadOptions
from corpus.readers.ocr import rapid, recognition, tesseract
from corpus.readers.ocr.page_picture import Picture
from corpus.readers.sandbox.reader import Limits, Reader
from corpus.text.passages import split
from tests.support.papers import draw, inside, paper

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from corpus.documents import Content, Part

LEFT = [
    "The lamp of the old tower was lit",
    "by Agim Gjoka in the year 1862, and",
    "the keepers wrote down each ship",
    "that passed by the rocks before the",
    "dawn came over the eastern hills.",
]
RIGHT = [
    "In winter the boats stayed in the",
    "harbour while nets were mended and",
    "the price of salted fish rose in all",
    "the markets of the coast until the",
    "first warm days of the late spring.",
]
BOTH = f"{' '.join(LEFT)}\n\n{' '.join(RIGHT)}"
OCR = pytest.mark.skipif(not recognition.is_installed(), reason="needs OCR: pip install 'besa[ocr]'")
TESSERACT = pytest.mark.skipif(not tesseract.is_installed(), reason="needs Tesseract: apt-get install tesseract-ocr")


def part_of(data: bytes) -> Part:
    (part,) = readers.read(data, "a.pdf")
    return part


def content_of(data: bytes) -> Content:
    return part_of(data).content


def scanned(*pages: bytes) -> bytes:
    """A PDF of pictures of the first pages of others."""
    pdf = paper()
    for number, data in enumerate(pages):
        with closing(pypdfium2.PdfDocument(data)) as document:
            picture = document[0].render(scale=200 / 72).to_pil()
        if number:
            pdf.add_page()
        pdf.image(picture, 0, 0, pdf.w, pdf.h)
    return bytes(pdf.output())


def columns_by_row() -> bytes:
    pdf = paper()
    for number, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
        draw(pdf, 60, 200 + 14 * number, [left])
        draw(pdf, 310, 200 + 14 * number, [right])
    return bytes(pdf.output())


def test_columns_that_are_drawn_row_by_row_are_read_one_after_the_other() -> None:
    assert content_of(columns_by_row()).text == BOTH


def test_a_title_stands_before_the_columns_and_a_note_over_both_after_them() -> None:
    pdf = paper()
    above = "A chronicle of the lamp, its keepers and the harbour town below, in the years of sail and of steam."
    note = "Copied from the book of the harbour master, who kept it until the tower was closed for good."
    draw(pdf, 60, 300, RIGHT[:0])
    draw(pdf, 310, 200, RIGHT)
    draw(pdf, 60, 700, [note])
    draw(pdf, 60, 200, LEFT)
    draw(pdf, 60, 150, [above])
    assert content_of(bytes(pdf.output())).text == "\n\n".join([above, BOTH, note])


def test_three_columns_are_read_from_left_to_right() -> None:
    pdf = paper(orientation="landscape")
    columns = [[f"{name} {line}".lower() for line in LEFT] for name in ("one", "two", "three")]
    for rows in range(5):
        for number, column in enumerate(columns):
            draw(pdf, 40 + 265 * number, 100 + 14 * rows, [column[rows]])
    assert content_of(bytes(pdf.output())).text.split("\n\n") == [" ".join(column) for column in columns]


def test_a_word_broken_at_the_end_of_a_column_line_is_whole() -> None:
    pdf = paper()
    for number, (left, right) in enumerate(
        zip([*LEFT, "and infor-", "mation is kept"], [*RIGHT, *RIGHT[:2]], strict=True)
    ):
        draw(pdf, 60, 200 + 14 * number, [left])
        draw(pdf, 310, 200 + 14 * number, [right])
    assert "and information is kept" in content_of(bytes(pdf.output())).text


def test_a_row_of_a_table_is_a_block_of_its_own_with_the_names_of_its_columns() -> None:
    pdf = paper()
    draw(pdf, 60, 100, ["The catch of each harbour in tonnes:"])
    rows = [("Harbour", "1990", "2000"), ("Skela", "412", "380"), ("Gull Rock", "95", "130"), ("Bishti", "7", "12")]
    for number, row in enumerate(rows):
        for at, cell in enumerate(row):
            draw(pdf, 60 + 120 * at, 140 + 16 * number, [cell])
    content = content_of(bytes(pdf.output()))
    assert [row.of(content.text) for row in content.rows] == [
        f"Harbour: {name}\n1990: {first}\n2000: {second}" for name, first, second in rows[1:]
    ]


def test_running_headers_are_kept_once_page_numbers_not_at_all_and_the_rest_stays() -> None:
    pdf = paper()
    for number in range(1, 7):
        if number > 1:
            pdf.add_page()
        draw(pdf, 60, 30, [f"The harbour book, volume 2, page {number}"])
        draw(
            pdf,
            60,
            120,
            [f"{word} stands here and goes on." for word in (LEFT[number % 5][:20], RIGHT[number % 5][:20])],
        )
        draw(pdf, 290, 820, [str(number)])
    text = content_of(bytes(pdf.output())).text
    assert text.count("volume") == 1
    assert text.startswith("The harbour book, volume 2, page 1\n\n")
    assert not any(line.strip().isdigit() for line in text.splitlines())
    assert text.count("stands here and goes on.") == 12


def test_two_pages_that_begin_alike_keep_their_first_lines() -> None:
    pdf = paper()
    draw(pdf, 60, 30, ["Letter number 1", "", *LEFT])
    pdf.add_page()
    draw(pdf, 60, 30, ["Letter number 2", "", *RIGHT])
    assert "Letter number 1" in (text := content_of(bytes(pdf.output())).text)
    assert "Letter number 2" in text


def test_headings_are_those_of_the_outline_where_there_is_one() -> None:
    pdf = paper()
    pdf.set_font_size(20)
    draw(pdf, 60, 60, ["Printed large but no heading"])
    pdf.set_font_size(11)
    pdf.start_section("The Tower")
    draw(pdf, 60, 120, ["1. The Tower", *LEFT])
    pdf.add_page()
    pdf.start_section("The Harbour", level=1)
    draw(pdf, 60, 120, ["1.1 The Harbour", *RIGHT])
    content = content_of(bytes(pdf.output()))
    found = [(each.level, each.text, each.span.of(content.text)) for each in content.headings]
    assert found == [(1, "1. The Tower", "1. The Tower"), (2, "1.1 The Harbour", "1.1 The Harbour")]
    harbour = next(passage for passage in split(content) if "nets were mended" in passage.span.of(content.text))
    assert harbour.heading == "1.1 The Harbour"


def test_an_outline_that_names_nothing_on_its_pages_is_not_believed() -> None:
    pdf = paper()
    pdf.start_section("Slide 7 of another file")
    pdf.set_font_size(20)
    draw(pdf, 60, 60, ["The Tower"])
    pdf.set_font_size(11)
    draw(pdf, 60, 120, LEFT)
    assert [heading.text for heading in content_of(bytes(pdf.output())).headings] == ["The Tower"]


def test_a_page_goes_by_the_label_that_is_printed_on_it() -> None:
    pdf = paper()
    pdf.set_page_label(label_style="r", label_start=4)
    draw(pdf, 60, 120, LEFT)
    pdf.add_page(label_style="D", label_start=1)
    draw(pdf, 60, 120, RIGHT)
    assert [(place.number, place.label) for place in content_of(bytes(pdf.output())).places] == [
        (1, "page iv"),
        (2, "page 1"),
    ]


def test_a_stamp_up_the_margin_keeps_out_of_the_lines_beside_it() -> None:
    pdf = paper()
    draw(pdf, 60, 200, LEFT[:2])
    with pdf.rotation(90, 30, 300):
        draw(pdf, 30, 300, ["Received in the archive of the port"])
    draw(pdf, 60, 228, LEFT[2:])
    part = part_of(bytes(pdf.output()))
    assert part.content.text.split("\n\n") == [" ".join(LEFT), "Received in the archive of the port"]
    start = part.content.text.index("archive")
    (mark,) = rectangles(part.printed, Span(start, start + len("archive")))
    assert mark.top - mark.bottom > 2 * (mark.right - mark.left)


def test_a_page_turned_to_be_read_is_read_as_it_is_shown() -> None:
    pdf = paper()
    with pdf.rotation(90, 300, 400):
        for number, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
            draw(pdf, 200, 300 + 14 * number, [left])
            draw(pdf, 450, 300 + 14 * number, [right])
    assert content_of(bytes(pdf.output())).text == BOTH


def test_a_picture_of_text_says_that_it_needs_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "is_installed", lambda: False)
    with pytest.raises(EmptyFile, match=r"no text layer: install OCR \(pip install"):
        part_of(scanned(columns_by_row()))


@pytest.mark.parametrize("engine", [rapid, tesseract], ids=["rapidocr", "tesseract"])
def test_a_picture_of_text_is_read_with_what_is_installed(engine: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    if not engine.is_installed():
        pytest.skip("needs an engine that is not installed here")
    monkeypatch.setattr(rapid, "is_installed", lambda: engine is rapid)
    part = part_of(scanned(columns_by_row()))
    assert part.content.text == BOTH
    start = part.content.text.index("Agim")
    marks = rectangles(part.printed, Span(start, start + len("Agim Gjoka")))
    (word,) = marks
    width = 841.89 - 214 - 2
    assert word.left == pytest.approx(75, abs=6)
    assert word.bottom == pytest.approx(width, abs=6)
    assert inside((word.left, word.bottom, word.right, word.top), marks)


@OCR
def test_only_pages_without_text_are_read_as_pictures() -> None:
    told: list[int] = []
    pdf = paper()
    draw(pdf, 60, 120, RIGHT)
    pdf.add_page()
    with closing(pypdfium2.PdfDocument(columns_by_row())) as document:
        pdf.image(document[0].render(scale=200 / 72).to_pil(), 0, 0, pdf.w, pdf.h)
    pdf.add_page()
    (part,) = readers.read(bytes(pdf.output()), "a.pdf", ReadOptions(on_scanned=told.append))
    assert told == [1]
    assert part.content.text == f"{' '.join(RIGHT)}\n\n{BOTH}"
    assert [page.number for page in part.printed] == [1, 2]


@TESSERACT
def test_a_language_that_is_not_installed_is_named() -> None:
    with pytest.raises(ReadError, match="'klingon'"):
        list(readers.read(scanned(columns_by_row()), "a.pdf", ReadOptions(languages="klingon")))


@TESSERACT
def test_reading_a_picture_with_tesseract_has_time_of_its_own() -> None:
    picture = Picture(bytes(1000 * 1000), 1000, 1000, 1000, 0.3)
    with pytest.raises(TooLarge, match="OCR of one page"):
        tesseract.recognise(picture, "eng", 0.0001)


def test_more_pages_than_are_allowed_are_refused_with_both_numbers() -> None:
    pdf = paper()
    pdf.add_page()
    pdf.add_page()
    with pytest.raises(TooLarge, match=r"3 pages, more than 2.*split"):
        list(readers.read(bytes(pdf.output()), "a.pdf", ReadOptions(pages=2)))


def test_as_many_pages_as_are_allowed_are_read() -> None:
    pdf = paper()
    pdf.add_page()
    draw(pdf, 60, 120, RIGHT)
    pdf.add_page()
    (part,) = readers.read(bytes(pdf.output()), "a.pdf", ReadOptions(pages=3))
    assert part.content.text == " ".join(RIGHT)


def file_of(*objects: bytes) -> bytes:
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj%b endobj\n" % (n, each) for n, each in enumerate(objects, 1))
    return body + b"trailer<</Root 1 0 R/Size %d>>\n%%%%EOF" % (len(objects) + 1)


def stream(content: bytes) -> bytes:
    return b"<</Length %d>>stream\n%b\nendstream" % (len(content), content)


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
HOSTILE = {
    "a page tree that holds itself": (CATALOGUE, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"),
    "a count that is not true": (CATALOGUE, b"<</Type/Pages/Kids[]/Count 2000000000>>"),
    "a million objects": (CATALOGUE, b"<</Type/Pages/Kids[]/Count 0>>", *[b"[]"] * 300_000),
    "a page of three hundred thousand letters": (
        CATALOGUE,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        PAGE,
        stream(b"BT /F 1 Tf 9 9 Td " + b"(a bee flew on ) Tj 1 1 Td " * 20_000 + b"ET"),
        FONT,
    ),
    "letters beyond all paper": (
        CATALOGUE,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        PAGE,
        stream(b"BT /F 1e30 Tf 1e38 1e38 Td (bees fly) Tj /F 1e-30 Tf -1e38 0 Td (far away) Tj ET"),
        FONT,
    ),
}


@pytest.mark.parametrize("objects", HOSTILE.values(), ids=HOSTILE)
def test_a_file_built_to_do_harm_is_read_or_refused_in_bounded_time(tmp_path: Path, objects: tuple[bytes, ...]) -> None:
    (tmp_path / "harm.pdf").write_bytes(file_of(*objects))
    with Reader(Limits(seconds=90)) as reader:
        reasons = []
        try:
            assert all(part.content.text for part in reader.parse(reader.load(tmp_path / "harm.pdf")))
        except ReadError as error:
            reasons.append(str(error))
        assert not any("longer than" in reason for reason in reasons)


WORDS = st.lists(st.text("abcdefgh-ABC123.,(|", min_size=1, max_size=12), min_size=1, max_size=60)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(WORDS, st.integers(0, 560), st.integers(20, 800), st.integers(1, 40)), min_size=1, max_size=12)
)
def test_wherever_words_stand_each_is_printed_once_and_in_order(drawn: list[tuple[list[str], int, int, int]]) -> None:
    pdf = paper()
    for words, left, top, size in drawn:
        pdf.set_font_size(size)
        draw(pdf, left, top, [" ".join(words[at : at + 6]) for at in range(0, len(words), 6)])
    part = part_of(bytes(pdf.output()))
    text = part.content.text
    printed = [word for page in part.printed for line in unpack(page.words) for word in line]
    assert all(before.end <= after.start for before, after in pairwise(printed))
    assert all(word.start <= word.end <= len(text) for word in printed)
    names = {word for row in part.content.rows for word in row.of(text).split()}
    between = [word for a, b in pairwise(printed) for word in text[a.end : b.start].split()]
    assert all(word == ":" or word in names for word in between)
    assert [place.number for place in part.content.places] == [1]


def test_a_page_is_drawn_with_its_marks_and_only_from_the_bytes_that_were_cited(tmp_path: Path) -> None:
    path = tmp_path / "harbour.pdf"
    path.write_bytes(columns_by_row())
    with Reader() as reader:
        file = reader.load(path)
        (part,) = reader.parse(file)
        start = part.content.text.index("Agim Gjoka")
        marks = rectangles(part.printed, Span(start, start + len("Agim Gjoka")))
        plain = Image.open(BytesIO(reader.page_image(path, file.sha256, 1, width=595)))
        marked = Image.open(BytesIO(reader.page_image(path, file.sha256, 1, marks, width=595)))
        assert plain.size == marked.size == (595, 842)
        (mark,) = marks
        different = [
            (x, y) for x in range(595) for y in range(842) if plain.getpixel((x, y)) != marked.getpixel((x, y))
        ]
        xs, ys = [x for x, _ in different], [y for _, y in different]
        assert (min(xs), max(xs)) == pytest.approx((mark.left - 1, mark.right + 1), abs=1.5)
        assert (min(ys), max(ys)) == pytest.approx((842 - mark.top - 1, 842 - mark.bottom + 1), abs=1.5)
        with pytest.raises(ReadError, match="no page 2"):
            reader.page_image(path, file.sha256, 2)
        path.write_bytes(file_of(CATALOGUE))
        with pytest.raises(ReadError, match="changed since"):
            reader.page_image(path, file.sha256, 1)
