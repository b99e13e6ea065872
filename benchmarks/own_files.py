"""A few made-up files, as a person may drop them into the page, for the pictures of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fpdf import FPDF

if TYPE_CHECKING:
    from pathlib import Path

ABOUT_THE_PDF = "When was the lamp of Gull Rock automated?"
_PDF = (
    (
        "The light on Gull Rock",
        "The tower of Gull Rock was built in 1884. It stands 41 metres above the sea, and on a clear night its light "
        "is seen from the mainland, nineteen miles away.",
        "The first keepers burned rapeseed oil. Two of them lived on the rock for six weeks at a time, and a boat "
        "brought water, coal and letters, weather permitting.",
        "In the winter of 1903 no boat could land for eleven weeks. The keepers wrote in their log that they had "
        "eaten limpets and the last of the flour.",
    ),
    (
        "The last keepers",
        "Gas took the place of oil in 1921, and electricity the place of gas in 1958. With every change there was "
        "less to do, and one keeper fewer to do it.",
        "The lamp of Gull Rock was automated in 1971. The last keeper, Ane Vik, left with the cat on a calm morning "
        "in June, and went back once a year to clean the glass.",
        "Since 1998 the tower has belonged to the harbour museum, which opens it on Sundays in summer.",
    ),
)
_NOTES = """---
title: Notes of the harbour museum
publisher: Harbour museum
date: 2019-05-04
---
# Notes of the harbour museum

The harbour museum was opened in 1962. It is in the old net loft, where the floor still smells of tar.

Harwick has 2,300 inhabitants. Most of them have given something to the museum: a lamp, a log, a pair of boots.

The lifeboat Aurora was launched in 1902. Its anchor lies before the door.
"""
_VISITORS = "Year,Month,Visitors\n" + "".join(
    f"{year},{month},{count}\n"
    for year, month, count in (
        (2018, "July", 412),
        (2018, "August", 530),
        (2019, "July", 398),
        (2019, "August", 611),
    )
)


def write_own_files(folder: Path) -> list[Path]:
    """A PDF, a note, a table, and a photo, which cannot be added."""
    printed, notes, table, photo = (
        folder / name for name in ("gull-rock.pdf", "museum.md", "visitors.csv", "harbour.jpg")
    )
    _write_pdf(printed)
    notes.write_text(_NOTES, "utf-8")
    table.write_text(_VISITORS, "utf-8")
    photo.write_bytes(b"\xff\xd8\xff\xe0")
    return [photo, table, notes, printed]


def _write_pdf(path: Path) -> None:
    paper = FPDF()
    paper.set_title("The light on Gull Rock")
    paper.set_margin(26)
    for title, *paragraphs in _PDF:
        paper.add_page()
        paper.set_font("Times", "B", 24)
        paper.multi_cell(0, 14, title, new_x="LMARGIN", new_y="NEXT")
        paper.set_font("Times", size=14)
        for each in paragraphs:
            paper.ln(6)
            paper.multi_cell(0, 8, each, align="L", new_x="LMARGIN", new_y="NEXT")
    paper.output(str(path))
