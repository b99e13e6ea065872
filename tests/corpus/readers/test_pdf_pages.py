"""PDF: what is seen on a page and what is not: its box, forms, notes, letters without a name, pages that are broken."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import readers
from corpus.documents import Span
from corpus.errors import DamagedFile, ReadError
from corpus.printed_layout import rectangles, unpack
from corpus.readers.ocr import recognition
from corpus.readers.pdf.legibility import is_legible
from corpus.readers.pdf.page_image import page_image
from corpus.text.passages import split
from tests.support.papers import changed, draw, glyphs, inside, paper

if TYPE_CHECKING:
    from corpus.documents import Part
    from corpus.printed_layout import Rectangle

BODY = [
    "The council met for the fourth time that winter, and nobody in the hall could",
    "remember a longer debate about the mill that stood beside the river.",
]
CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
STYLE = b"/DA(/F 11 Tf 0 g)"


def part_of(data: bytes) -> Part:
    (part,) = readers.read(data, "a.pdf")
    return part


def text_of(data: bytes) -> str:
    return part_of(data).content.text


def warnings_of(data: bytes) -> list[str]:
    return [each.message() for each in part_of(data).content.warnings]


def file_of(*objects: bytes) -> bytes:
    body = b"%PDF-1.7\n" + b"".join(b"%d 0 obj%b endobj\n" % (n, each) for n, each in enumerate(objects, 1))
    return body + b"trailer<</Root 1 0 R/Size %d>>\n%%%%EOF" % (len(objects) + 1)


def stream(content: bytes) -> bytes:
    return b"<</Length %d>>stream\n%b\nendstream" % (len(content), content)


def printed(*lines: tuple[int, int, bytes]) -> bytes:
    return b"BT /F 11 Tf " + b"".join(b"1 0 0 1 %d %d Tm (%b) Tj " % line for line in lines) + b"ET"


def form(content: bytes, *annotations: bytes, page: bytes = b"") -> bytes:
    """A page with annotations whose drawings are left to the program that shows them."""
    numbers = b" ".join(b"%d 0 R" % (6 + at) for at in range(len(annotations)))
    about = b"/Fields[%b]/NeedAppearances true%b/DR<</Font<</F 5 0 R>>>>" % (numbers, STYLE)
    return file_of(
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<<%b>>>>" % about,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>/Annots[%b]%b>>"
        % (numbers, page),
        stream(content),
        FONT,
        *annotations,
    )


def widget(box: str, entries: bytes) -> bytes:
    return b"<</Type/Annot/Subtype/Widget/Rect[%b]%b%b>>" % (box.encode(), STYLE, entries)


def note(kind: str, box: str, entries: bytes) -> bytes:
    return b"<</Type/Annot/Subtype/%b/Rect[%b]%b>>" % (kind.encode(), box.encode(), entries)


NAME = widget("200 695 400 715", b"/FT/Tx/T(name)/V(Arben Kelmendi)")
LABEL = (60, 700, b"Name of the applicant:")


def marks_of(part: Part, words: str) -> tuple[Rectangle, ...]:
    start = part.content.text.index(words)
    return rectangles(part.printed, Span(start, start + len(words)))


@pytest.mark.parametrize(
    "entries",
    [
        {"CropBox": "[40 100 560 742]"},
        {"CropBox": "[40 100 560 742]", "Rotate": "90"},
        {"CropBox": "[40 100 560 742]", "UserUnit": "2"},
    ],
    ids=["cropped", "turned", "in larger units"],
)
def test_words_beside_the_visible_page_are_left_out_before_all_else(entries: dict[str, str]) -> None:
    pdf = paper()
    draw(pdf, 60, 60, ["The old price of the mill was 4,000 crowns."])
    draw(pdf, 60, 160, BODY)
    draw(pdf, 60, 800, ["4TH PASS PAGES"])
    data = changed(bytes(pdf.output()), **entries)
    part = part_of(data)
    assert sorted(part.content.text.split()) == sorted(" ".join(BODY).split())
    if "UserUnit" not in entries:
        (council,) = marks_of(part, "council")
        assert sum(inside(box, [council]) for _, box in glyphs(data)) == len("council")


def test_a_sentence_over_a_page_break_is_not_torn_by_printers_marks() -> None:
    pdf = paper()
    draw(pdf, 60, 160, [*BODY[:1]])
    draw(pdf, 60, 900, ["1 2 3 4 5 6"])
    pdf.add_page()
    draw(pdf, 60, -30, ["154 FREE CULTURE"])
    draw(pdf, 60, 160, [*BODY[1:]])
    assert text_of(bytes(pdf.output())) == " ".join(BODY)


def test_the_value_of_a_field_stands_after_its_label_as_one_sentence() -> None:
    lines = printed(LABEL, (60, 660, b"Reason of the application:"), (60, 600, b"Signed in the harbour office."))
    reason = widget("200 655 500 675", b"/FT/Tx/T(reason)/V(extension of the fishing permit)")
    part = part_of(form(lines, reason, NAME))
    assert part.content.text.split("\n\n") == [
        "Name of the applicant: Arben Kelmendi",
        "Reason of the application: extension of the fishing permit",
        "Signed in the harbour office.",
    ]
    sentences = [each.of(part.content.text) for passage in split(part.content) for each in passage.sentences]
    assert "Name of the applicant: Arben Kelmendi" in sentences
    (mark,) = marks_of(part, "Kelmendi")
    assert 200 <= mark.left <= mark.right <= 400
    assert 690 <= mark.bottom <= mark.top <= 720


def test_a_field_in_larger_type_than_the_text_is_no_heading() -> None:
    lines = b"".join(b"1 0 0 1 60 %d Tm (It is decided in the office.) Tj " % y for y in range(200, 500, 12))
    small = b"BT /F 8 Tf " + lines + b"ET"
    content = part_of(form(printed(LABEL) + b" " + small, NAME)).content
    assert content.text.startswith("Name of the applicant: Arben Kelmendi\n\n")
    assert content.headings == ()


def test_a_label_may_stand_above_its_field() -> None:
    lines = printed((60, 700, b"Family name"), (300, 700, b"First name"))
    left, right = (
        widget("60 675 200 693", b"/FT/Tx/T(a)/V(Kelmendi)"),
        widget("300 675 500 693", b"/FT/Tx/T(b)/V(Arben)"),
    )
    text = text_of(form(lines, right, left))
    assert text.index("Family name") < text.index("Kelmendi")
    assert text.index("First name") < text.index("Arben")


def test_the_value_of_a_field_may_be_its_parents() -> None:
    parent = b"<</FT/Tx/T(name)/V(Arben Kelmendi)/Kids[7 0 R]%b>>" % STYLE
    child = note("Widget", "200 695 400 715", b"/Parent 6 0 R")
    data = form(printed(LABEL), parent, child).replace(b"/Annots[6 0 R 7 0 R]", b"/Annots[7 0 R]")
    assert text_of(data) == "Name of the applicant: Arben Kelmendi"


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        (b"/FT/Btn/T(boat)/V/Yes/AS/Yes/AP<</N<</Yes 4 0 R/Off 4 0 R>>>>", "☑ Owner of a boat"),
        (b"/FT/Btn/T(boat)/V/Off/AS/Off/AP<</N<</Yes 4 0 R/Off 4 0 R>>>>", "☐ Owner of a boat"),
        (b"/FT/Btn/T(boat)/V/Skipper/AS/Skipper/AP<</N<</Skipper 4 0 R/Off 4 0 R>>>>", "☑ Skipper Owner of a boat"),
    ],
)
def test_a_tick_box_says_whether_it_is_ticked(entries: bytes, expected: str) -> None:
    data = form(printed((60, 700, b"Owner of a boat")), widget("44 698 56 710", entries))
    assert text_of(data) == expected


def test_what_is_chosen_from_a_list_is_read_by_its_label() -> None:
    country = widget("200 695 400 715", b"/FT/Ch/Ff 131072/T(c)/V(al)/Opt[[(xk)(Kosovo)][(al)(Albania)]]")
    assert text_of(form(printed((60, 700, b"Country:")), country)) == "Country: Albania"


def test_a_file_that_is_only_a_form_is_read() -> None:
    assert text_of(form(b"", NAME)) == "Arben Kelmendi"


@pytest.mark.parametrize("hidden", [b"/F 2", b"/F 32", b"/Ff 8192"], ids=["hidden", "not viewed", "a password"])
def test_a_field_that_nobody_sees_is_not_read(hidden: bytes) -> None:
    secret = widget("200 655 400 675", b"/FT/Tx/T(secret)/V(Hunter)%b" % hidden)
    assert "Hunter" not in text_of(form(printed(LABEL), NAME, secret))


def test_free_text_stands_on_the_page_and_comments_after_it_with_their_author_and_place() -> None:
    part = part_of(
        form(
            printed((60, 700, b"The ferry leaves at seven.")),
            note("FreeText", "60 500 300 520", b"/Contents(Not on Sundays.)%b" % STYLE),
            note("Text", "400 690 420 710", b"/Contents(Ask the harbour master.)/T(Ana Leka)"),
            note("Highlight", "60 695 200 715", b"/Contents(The ferry)/T(Ana Leka)"),
        )
    )
    assert part.content.text.split("\n\n") == [
        "The ferry leaves at seven.",
        "Not on Sundays.",
        "Comment by Ana Leka: Ask the harbour master.",
    ]
    (mark,) = marks_of(part, "Ask the harbour master.")
    assert (mark.left, mark.bottom, mark.right, mark.top) == (400, 690, 420, 710)


def test_a_comment_does_not_tear_a_sentence_that_goes_on_on_the_next_page() -> None:
    pdf = paper()
    draw(pdf, 60, 160, BODY[:1])
    pdf.text_annotation(400, 160, "Who was there?")
    pdf.add_page()
    draw(pdf, 60, 160, BODY[1:])
    content = part_of(bytes(pdf.output())).content
    assert content.text.split("\n\n") == [" ".join(BODY), "Comment: Who was there?"]
    last_words = [(place.number, place.span.of(content.text).split()[-1]) for place in content.places]
    assert last_words == [(1, "could"), (2, "river."), (1, "there?")]


@given(
    st.lists(
        st.tuples(st.integers(-50, 590), st.integers(-50, 790), st.integers(0, 300), st.text("abcAB:. ", max_size=20)),
        max_size=8,
    )
)
@settings(max_examples=40, deadline=None)
def test_wherever_fields_lie_each_value_is_read_once_and_in_order(fields: list[tuple[int, int, int, str]]) -> None:
    widgets = [
        widget(f"{left} {low} {left + wide} {low + 16}", b"/FT/Tx/T(f%d)/V(%b)" % (at, f"v{at} {said}".encode()))
        for at, (left, low, wide, said) in enumerate(fields)
    ]
    part = part_of(form(printed(LABEL, (300, 400, b"Signed in the office.")), *widgets))
    words = [word for page in part.printed for line in unpack(page.words) for word in line]
    assert all(before.end <= after.start for before, after in pairwise(words))
    seen = [part.content.text[word.start : word.end] for word in words]
    assert all(seen.count(f"v{at}") <= 1 for at in range(len(fields)))


def custom_font(names: bytes) -> bytes:
    return b"<</Type/Font/Subtype/Type1/BaseFont/Custom/FirstChar 0/LastChar 255/Encoding<</Differences[%b]>>>>" % names


def with_font(font: bytes, content: bytes, *more: bytes) -> bytes:
    return file_of(
        CATALOGUE,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        stream(content),
        font,
        *more,
    )


def mapped(codes: str) -> tuple[bytes, bytes]:
    """A font whose map to Unicode is as given, and the map."""
    header = b"/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CMapType 2 def\n"
    space = b"1 begincodespacerange<00><FF>endcodespacerange\n"
    lines = codes.split(";")
    body = b"%d beginbfchar\n%b\nendbfchar\nendcmap" % (len(lines), "\n".join(lines).encode())
    return FONT.replace(b">>", b"/ToUnicode 6 0 R>>"), stream(header + space + body)


def test_ligatures_become_letters_whatever_the_font_calls_them() -> None:
    named = custom_font(b"1/fi 2/fl 3/ffi")
    assert text_of(with_font(named, printed((60, 700, b"The \\001rst \\002ight of the e\\003cient bees.")))) == (
        "The first flight of the efficient bees."
    )
    font, table = mapped("<01> <001C>;<02> <001E>;<03> <FB02>")
    data = with_font(font, printed((60, 700, b"A signi\\001cant and su\\002cient \\003ight.")), table)
    assert text_of(data) == "A significant and sufficient flight."


def test_a_bullet_of_a_private_font_is_a_bullet() -> None:
    font, table = mapped("<01> <F0B7>")
    data = with_font(font, printed((60, 700, b"\\001 Bring a lamp."), (60, 680, b"\\001 Bring the nets.")), table)
    assert text_of(data).split("\n\n") == ["• Bring a lamp.", "• Bring the nets."]


SIGNS = ";".join(f"<{code:02X}> <{0x21 + code % 14:04X}>" for code in range(0x61, 0x7B))


def garbled() -> bytes:
    font, table = mapped(SIGNS)
    return with_font(font, printed(*((60, 700 - 14 * n, line.lower().encode()) for n, line in enumerate(BODY))), table)


def test_a_text_layer_that_says_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "is_installed", lambda: False)
    (warning,) = warnings_of(garbled())
    assert warning.startswith("the text layer does not say what is printed: page 1;")


@pytest.mark.skipif(not recognition.is_installed(), reason="needs OCR: pip install 'besa[ocr]'")
def test_a_text_layer_that_says_nothing_is_read_from_the_picture() -> None:
    part = part_of(garbled())
    assert "nobody in the hall could remember" in part.content.text
    assert [each.message() for each in part.content.warnings] == [
        "the text layer does not say what is printed, so OCR read it: page 1"
    ]


def test_pages_of_figures_formulas_and_leaders_are_no_broken_text_layers() -> None:
    pdf = paper()
    draw(pdf, 60, 60, [f"{n}.{n} x = {n} + y ( {n} / {n * n} ) - 3.14 % {n * 997}" for n in range(30)])
    draw(pdf, 60, 520, [f"Chapter {n} {'. ' * 60}{n}" for n in range(10)])
    assert warnings_of(bytes(pdf.output())) == []


def test_rows_of_ornaments_are_no_broken_text_layer() -> None:
    words = [*("\u275a\u2758\u2759" * 8 for _ in range(9)), "THE", "PENGUIN", "PRESS"]
    assert is_legible(words)
    assert not is_legible(["%&", "$%", "'('", "?!"] * 20)


def test_a_crop_that_leaves_nothing_of_a_page_is_ignored() -> None:
    pdf = paper()
    draw(pdf, 60, 160, BODY)
    pdf.add_page()
    draw(pdf, 60, 160, ["The second page is whole."])
    data = bytes(pdf.output()).replace(b"/Type /Page\n", b"/Type /Page\n/CropBox [900 900 1000 1000]\n", 1)
    content = part_of(data).content
    assert content.text.split("\n\n") == [" ".join(BODY), "The second page is whole."]
    assert page_image(data, 1, [], 300).startswith(b"\x89PNG")


def with_a_broken_page() -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents %d 0 R/Resources<</Font<</F 5 0 R>>>>>>"
    return file_of(
        CATALOGUE,
        b"<</Type/Pages/Kids[3 0 R 9 0 R 7 0 R]/Count 3>>",
        page % 4,
        stream(printed((60, 700, b"The first page is sound."))),
        FONT,
        b"null",
        page % 8,
        stream(printed((60, 700, b"The third page is sound."))),
        b"(no page)",
    )


def test_a_broken_page_costs_that_page_and_is_told() -> None:
    content = part_of(with_a_broken_page()).content
    assert content.text == "The first page is sound.\n\nThe third page is sound."
    assert [place.number for place in content.places] == [1, 3]
    assert [each.message() for each in content.warnings] == [
        "broken, and left out: page 2; copy or download the file again"
    ]


def test_a_file_of_broken_pages_only_is_refused() -> None:
    with pytest.raises(DamagedFile, match="page 1 of this PDF is broken"):
        text_of(with_a_broken_page().replace(b"[3 0 R 9 0 R 7 0 R]/Count 3", b"[9 0 R]/Count 1          "))


def test_a_picture_among_pages_of_text_is_told_where_nothing_can_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "is_installed", lambda: False)
    pdf = paper()
    draw(pdf, 60, 160, BODY)
    pdf.add_page()
    pdf.rect(100, 100, 200, 200, style="F")
    (warning,) = warnings_of(bytes(pdf.output()))
    assert warning.startswith("a picture without a text layer: page 2;")


def test_letters_that_begin_alike_keep_their_first_lines_once() -> None:
    pdf = paper()
    for number in range(6):
        if number:
            pdf.add_page()
        draw(
            pdf,
            60,
            40,
            ["The movie opens with a news report about a storm that", f"reached the town in the year {1990 + number}."],
        )
        draw(pdf, 60, 160, [f"{line} {number}" for line in BODY])
    text = text_of(bytes(pdf.output()))
    assert text.count("The movie opens") == 1
    assert text.startswith("The movie opens with a news report about a storm that reached the town in the year 1990.")


def test_running_heads_that_only_some_pages_have_are_told_by_their_numbers() -> None:
    pdf = paper()
    for number in range(30):
        if number:
            pdf.add_page()
        if number % 2 == 0:
            draw(pdf, 60, 30, [f"{number + 11} The book of the lamp"])
        elif 4 < number < 16:
            draw(pdf, 60, 30, [f"Of ships and keepers {number + 11}"])
        draw(pdf, 60, 160, [f"On day {number * number} of that year the", f"keeper saw {number * 7} ships and"])
    text = text_of(bytes(pdf.output()))
    assert (text.count("The book of the lamp"), text.count("Of ships and keepers")) == (1, 1)


def test_a_running_line_that_begins_on_a_later_page_tears_no_sentence() -> None:
    pdf = paper()
    draw(pdf, 60, 160, ["The harbour and its keepers", "", *BODY[:1]])
    for number in range(2, 6):
        pdf.add_page()
        draw(pdf, 60, 40, [f"The harbour book of the town, page {number}"])
        draw(pdf, 60, 160, [BODY[1] if number == 2 else f"The page {number} of the book tells more."])
    text = text_of(bytes(pdf.output()))
    assert " ".join(BODY) in text
    assert text.count("harbour book") == 1


@given(st.binary(max_size=200), st.integers(0, 2000))
@settings(max_examples=60, deadline=None)
def test_a_damaged_form_is_read_or_refused(junk: bytes, at: int) -> None:
    data = form(printed(LABEL), NAME, note("Text", "400 690 420 710", b"/Contents(Ask.)/T(Ana)"))
    damaged = data[: at % len(data)] + junk + data[at % len(data) + len(junk) :]
    try:
        part = part_of(damaged)
    except ReadError:
        return
    assert part.content.text
