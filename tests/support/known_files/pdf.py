"""PDFs of prose: what interrupts a sentence, what is not on the page, forms, notes, headlines, leaders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.known_files.known_file import KnownFile
from tests.support.known_files.pdf_scripts import in_squares
from tests.support.known_files.prose import paragraphs, sentences
from tests.support.papers import LINE, changed, draw, paper

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_WIDE = 470.0
"""Points of a line over the whole page."""
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_STYLE = b"/DA(/F 11 Tf 0 g)"


def pdf_files() -> Iterator[KnownFile]:
    """Make them."""
    yield _known("PDF", "book", *_book())
    yield _known("PDF", "columns", *_columns())
    yield _known("PDF", "figure", *_figure())
    yield _known("PDF", "headline", *_headline(), title="The Lamps of the Northern Coast and Their Keepers")
    yield _known("PDF", "off-page", *_off_page())
    yield _known("PDF", "turned", *_turned())
    yield _known("PDF", "hyphens", *_hyphens())
    yield _known("PDF", "contents", *_contents())
    yield _known("PDF", "ligatures", *_ligatures())
    yield _known("PDF", "letters", *_letters())
    yield _known("PDF forms and notes", "form", *_form())
    yield _known("PDF forms and notes", "notes", *_notes())


def _known(kind: str, name: str, data: bytes, says: Iterable[str], title: str | None = None) -> KnownFile:
    return KnownFile(kind, f"{name}.pdf", data, "\n\n".join(says), title)


def _book() -> tuple[bytes, list[str]]:
    """Pages with a running head, a number below, a footnote, and a paragraph that goes on over each page's end."""
    pdf, said = paper(), paragraphs("book", 16)
    lines = [(line, at) for at, each in enumerate(said) for line in [*_lines(pdf, each), ""]]
    pages = [lines[at : at + 28] for at in range(0, len(lines), 28)]
    notes = sentences("book notes", len(pages))
    for number, page in enumerate(pages):
        if number:
            pdf.add_page()
        pdf.set_font_size(8)
        draw(pdf, 60, 40, ["Of lamps and keepers"])
        pdf.set_font_size(11)
        draw(pdf, 60, 90, [line for line, _ in page])
        pdf.set_font_size(8)
        draw(pdf, 60, 760, [f"{number + 1} {notes[number]}"])
        draw(pdf, 290, 810, [str(number + 7)])
        pdf.set_font_size(11)
    return bytes(pdf.output()), _with_notes(said, pages, notes)


def _with_notes(said: Sequence[str], pages: Sequence[Sequence[tuple[str, int]]], notes: Sequence[str]) -> list[str]:
    """Return the paragraphs with each page's note after the one that the page ends in."""
    says = [*said]
    for number, page in reversed(list(enumerate(pages))):
        says.insert(page[-1][1] + 1, f"{number + 1} {notes[number]}")
    return ["Of lamps and keepers", *says]


def _columns() -> tuple[bytes, list[str]]:
    """Two columns; the sentence that ends the left one goes on above the right one, over a footnote."""
    pdf, said = paper(), paragraphs("columns", 12)
    lines = [line for each in said for line in [*_lines(pdf, each, 230), ""]]
    per_column, (note,) = 44, sentences("column note", 1)
    columns = [lines[at : at + per_column] for at in range(0, len(lines), per_column)]
    for number, column in enumerate(columns):
        if number and number % 2 == 0:
            pdf.add_page()
        draw(pdf, 50 if number % 2 == 0 else 315, 90, column)
    pdf.set_font_size(8)
    draw(pdf, 50, 800, [f"* {note}"])
    return bytes(pdf.output()), [*said, note]


def _figure() -> tuple[bytes, list[str]]:
    """A drawing with its caption between the lines of a sentence."""
    pdf, said = paper(), paragraphs("figure", 6)
    lines = [line for each in said for line in [*_lines(pdf, each), ""]]
    draw(pdf, 60, 80, lines[:9])
    pdf.rect(60, 230, 200, 90)
    (caption,) = sentences("caption", 1)
    pdf.set_font_size(8)
    draw(pdf, 60, 335, [f"Figure 1: {caption}"])
    pdf.set_font_size(11)
    draw(pdf, 60, 390, lines[9:])
    return bytes(pdf.output()), [*said[:3], f"Figure 1: {caption}", *said[3:]]


def _headline() -> tuple[bytes, list[str]]:
    """A headline of two lines, headings, and paragraphs below them."""
    pdf, said = paper(), paragraphs("headline", 6)
    pdf.set_font("helvetica", "B", 22)
    draw(pdf, 60, 80, ["The Lamps of the Northern"])
    draw(pdf, 60, 106, ["Coast and Their Keepers"])
    top, says = 160.0, ["The Lamps of the Northern Coast and Their Keepers"]
    for at, each in enumerate(said):
        if at % 2 == 0:
            pdf.set_font("helvetica", "B", 15)
            draw(pdf, 60, top, [f"Chapter of the {each.split()[1]}"])
            says.append(f"Chapter of the {each.split()[1]}")
            top += 24
        pdf.set_font("helvetica", "", 11)
        lines = _lines(pdf, each)
        draw(pdf, 60, top, lines)
        says.append(each)
        top += LINE * len(lines) + 16
    return bytes(pdf.output()), says


def _off_page() -> tuple[bytes, list[str]]:
    """Printer's marks and another page's text beside the box that is shown."""
    pdf, said = paper(), paragraphs("off page", 10)
    for number in range(2):
        if number:
            pdf.add_page()
        draw(pdf, 100, 10, [f"4TH PASS PAGES {number}"])
        draw(pdf, 4, 400, ["hidden margin"])
        top = 120.0
        for each in said[5 * number : 5 * number + 5]:
            lines = _lines(pdf, each, 400)
            draw(pdf, 100, top, lines)
            top += LINE * (len(lines) + 1)
    return changed(bytes(pdf.output()), CropBox="[90 60 560 800]"), said


def _turned() -> tuple[bytes, list[str]]:
    """A page that is shown turned by a quarter."""
    pdf, said = paper(), paragraphs("turned", 8)
    with pdf.rotation(90, 300, 420):
        draw(pdf, 120, 200, [line for each in said for line in [*_lines(pdf, each), ""]])
    return changed(bytes(pdf.output()), Rotate="90"), said


def _hyphens() -> tuple[bytes, list[str]]:
    """Words that a line's end breaks, and compounds whose hyphen is their own."""
    pdf = paper()
    broken = (
        ("The keeper spoke of informa-", "tion that was well-", "known in the harbour town."),
        ("A long-term contract and some infor-", "mation were what the long-", "term guests wanted."),
        ("The ship was self-", "sufficient, and its cap-", "tain knew the captain of the other."),
    )
    says = [
        "The keeper spoke of information that was well-known in the harbour town.",
        "A long-term contract and some information were what the long-term guests wanted.",
        "The ship was self-sufficient, and its captain knew the captain of the other.",
    ]
    for at, lines in enumerate(broken):
        draw(pdf, 60, 80 + 60 * at, lines)
    said = paragraphs("hyphens", 8)
    draw(pdf, 60, 300, [line for each in said for line in [*_lines(pdf, each), ""]])
    return bytes(pdf.output()), [*says, *said]


def _contents() -> tuple[bytes, list[str]]:
    """Contents with dot leaders whose chapters follow, and a list of prices with leaders, which is none."""
    pdf, said = paper(), paragraphs("contents", 6)
    titles = [f"How the {each.split()[1]} came to be number {at}" for at, each in enumerate(said)]
    draw(pdf, 60, 80, [f"{title} {'. ' * (60 - len(title))} {at + 2}" for at, title in enumerate(titles)])
    says = []
    for title, each in zip(titles, said, strict=True):
        pdf.add_page()
        pdf.set_font_size(16)
        draw(pdf, 60, 80, [title])
        pdf.set_font_size(11)
        draw(pdf, 60, 120, _lines(pdf, each))
        says += [title, each]
    draw(pdf, 60, 400, ["Soup of the day ................ 4.50", "Bread ................ 1.20"])
    return bytes(pdf.output()), [*says, "Soup of the day: 4.50", "Bread: 1.20"]


def _ligatures() -> tuple[bytes, list[str]]:
    """Letters that are one sign in the font."""
    words = ["The first flight of the efficient fleet was difficult.", "Five officers found the file in the office."]
    joined = [each.replace("ffi", "ﬃ").replace("fi", "ﬁ").replace("fl", "ﬂ") for each in words]
    pdf, said = in_squares("".join(joined), 7), paragraphs("ligatures", 8)
    for at, line in enumerate(joined):
        draw(pdf, 60, 80 + 30 * at, [line])
    pdf.set_font("helvetica", size=11)
    draw(pdf, 60, 160, [line for each in said for line in [*_lines(pdf, each), ""]])
    return bytes(pdf.output()), [*words, *said]


def _letters() -> tuple[bytes, list[str]]:
    """Letters made from one template: their first line is the same on each page."""
    pdf, opening, says = paper(), "The Guild of Keepers writes to you about your lamp.", []
    said = paragraphs("letters", 12)
    for number in range(4):
        if number:
            pdf.add_page()
        draw(pdf, 60, 80, [opening])
        own = said[3 * number : 3 * number + 3]
        draw(pdf, 60, 120, [line for each in own for line in [*_lines(pdf, each), ""]])
        says += [opening, *own] if number == 0 else own
    return bytes(pdf.output()), says


def _form() -> tuple[bytes, list[str]]:
    """A form with values, a tick box, and a choice, which only the program that shows it draws."""
    labels = ("Name of the applicant:", "Reason of the application:", "Name of the vessel:", "Place of the berth:")
    values = ("Arben Kelmendi", "extension of the fishing permit", "Morning Star", "second pier")
    lines = [(60, 700 - 40 * at, label.encode()) for at, label in enumerate(labels)]
    said = sentences("form", 14)
    lines += [(60, 500 - 14 * at, each.encode()) for at, each in enumerate(said)]
    boxes = [
        b"<</Type/Annot/Subtype/Widget/Rect[220 %d 560 %d]%b/FT/Tx/T(f%d)/V(%b)>>"
        % (695 - 40 * at, 715 - 40 * at, _STYLE, at, value.encode())
        for at, value in enumerate(values)
    ]
    says = [f"{label} {value}" for label, value in zip(labels, values, strict=True)]
    return _with_annotations(lines, boxes), [*says, *said]


def _notes() -> tuple[bytes, list[str]]:
    """Free text, a comment and a mark with a comment."""
    said = sentences("page with notes", 20)
    free, comment = sentences("the notes themselves", 2)
    notes = [
        b"<</Type/Annot/Subtype/FreeText/Rect[60 300 560 330]/Contents(%b)%b>>" % (free.encode(), _STYLE),
        b"<</Type/Annot/Subtype/Text/Rect[500 690 520 710]/Contents(%b)/T(Ana Leka)>>" % comment.encode(),
    ]
    lines = [(60, 700 - 14 * at, each.encode()) for at, each in enumerate(said)]
    return _with_annotations(lines, notes), [*said, free, f"Comment by Ana Leka: {comment}"]


def _with_annotations(lines: Sequence[tuple[int, int, bytes]], annotations: Sequence[bytes]) -> bytes:
    """Return a page of lines with annotations, object by object."""
    numbers = b" ".join(b"%d 0 R" % (6 + at) for at in range(len(annotations)))
    content = b"BT /F 9 Tf " + b"".join(b"1 0 0 1 %d %d Tm (%b) Tj " % line for line in lines) + b"ET"
    form = b"/Fields[%b]/NeedAppearances true%b/DR<</Font<</F 5 0 R>>>>" % (numbers, _STYLE)
    objects = (
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<<%b>>>>" % form,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>/Annots[%b]>>"
        % numbers,
        b"<</Length %d>>stream\n%b\nendstream" % (len(content), content),
        _FONT,
        *annotations,
    )
    body = b"".join(b"%d 0 obj%b endobj\n" % (n, each) for n, each in enumerate(objects, 1))
    return b"%%PDF-1.7\n%btrailer<</Root 1 0 R/Size %d>>\n%%%%EOF" % (body, len(objects) + 1)


def _lines(pdf: Any, text: str, width: float = _WIDE) -> list[str]:
    """Return the lines of a paragraph that is `width` points wide, in the font of now."""
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and pdf.get_string_width(longer) > width:
            lines.append(line)
            longer = word
        line = longer
    return [*lines, line]
