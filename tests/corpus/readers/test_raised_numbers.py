"""A raised number is no part of the number or sentence before it, in every format that says that it is raised."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import docx
import pptx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from pptx.util import Inches

from corpus.readers import read
from tests.support.opendocument import packed

if TYPE_CHECKING:
    from collections.abc import Callable

PIECES = [
    ("It was lit in 1987", False),
    ("1", True),
    ("2", True),
    (" by 10", False),
    ("6", True),
    (" men in 12 m", False),
    ("2", True),
    (" of fog.", False),
    ("3", True),
    (" It is the 21", False),
    ("st", True),
    (".", False),
]
READ = "It was lit in 1987^12 by 10^6 men in 12 m2 of fog.^3 It is the 21st."


def word() -> bytes:
    made, held = docx.Document(), BytesIO()
    paragraph = made.add_paragraph()
    for words, raised in PIECES:
        paragraph.add_run(words).font.superscript = raised
    made.save(held)
    return held.getvalue()


def word_by_style() -> bytes:
    made, held = docx.Document(), BytesIO()
    made.styles.add_style("Power", WD_STYLE_TYPE.CHARACTER).font.superscript = True
    made.styles.add_style("Note mark", WD_STYLE_TYPE.CHARACTER).base_style = made.styles["Power"]
    paragraph = made.add_paragraph()
    for words, raised in PIECES:
        paragraph.add_run(words, "Note mark" if raised else None)
    paragraph.add_run(" In 1987", "Note mark").font.superscript = False
    made.save(held)
    return held.getvalue()


def slides() -> bytes:
    made, held = pptx.Presentation(), BytesIO()
    box = made.slides.add_slide(made.slide_layouts[6]).shapes.add_textbox(*map(Inches, (1, 1, 6, 1)))
    for words, raised in PIECES:
        run = box.text_frame.paragraphs[0].add_run()
        run.text = words
        run.font._element.set("baseline", "30000" if raised else "0")
    made.save(held)
    return held.getvalue()


def rich_text() -> bytes:
    said = "".join(f"{{\\super {words}}}" if raised else words for words, raised in PIECES)
    return f"{{\\rtf1\\ansi {said}\\par}}".encode()


@pytest.mark.parametrize("position", ["super 58%", "33% 58%"])
def test_so_it_is_in_open_documents(position: str) -> None:
    style = f'<style:style style:name="R" style:family="text"><style:text-properties style:text-position="{position}"/>'
    said = "".join(
        f'<text:span text:style-name="R">{words}</text:span>' if raised else words for words, raised in PIECES
    )
    (part,) = read(packed("text", f"<text:p>{said}</text:p>", f"{style}</style:style>"), "a.odt")
    assert part.content.text == READ


def page() -> bytes:
    said = "".join(f"<sup>{words}</sup>" if raised else words for words, raised in PIECES)
    return f"<!doctype html><title>Lamp</title><p>{said.replace('</sup><sup>', '')}</p>".encode()


@pytest.mark.parametrize("made", [word, slides, rich_text, page])
def test_a_raised_number_is_no_part_of_what_stands_before_it(made: Callable[[], bytes]) -> None:
    (part,) = read(made(), made.__name__)
    assert part.content.text == READ


def test_a_style_raises_unless_the_run_says_that_it_is_not_raised() -> None:
    (part,) = read(word_by_style(), "a.docx")
    assert part.content.text == f"{READ} In 1987"


def test_a_cell_that_holds_its_own_text_may_have_raised_numbers() -> None:
    made, held = Workbook(), BytesIO()
    sheet = made.active
    sheet["B2"] = CellRichText(
        *(TextBlock(InlineFont(vertAlign="superscript" if raised else None), words) for words, raised in PIECES)
    )
    sheet["B3"] = "plain"
    made.save(held)
    assert b"inlineStr" in ZipFile(held).read("xl/worksheets/sheet1.xml")
    (part,) = read(held.getvalue(), "a.xlsx")
    assert part.content.text == f"{READ}\n\nplain"
