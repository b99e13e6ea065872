"""OpenDocument, RTF, packages of other programs, archives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support import opendocument
from tests.support.hostile_packages import zipped
from tests.support.known_files.known_file import KnownFile, rows
from tests.support.known_files.prose import paragraphs, sentences
from tests.support.known_files.sheets import NAMES, records
from tests.support.known_files.word import word_files
from tests.support.papers import draw, paper

if TYPE_CHECKING:
    from collections.abc import Iterator


def open_files() -> Iterator[KnownFile]:
    """Make them."""
    body, styles, says = _text()
    yield KnownFile("OpenDocument", "text.odt", opendocument.packed("text", body, styles), says)
    yield KnownFile("OpenDocument", "flat.fodt", opendocument.flat("text", body, styles), says)
    for suffix, kind, (inside, told) in (
        ("odp", "presentation", slides_inside()),
        ("ods", "spreadsheet", sheets_inside()),
    ):
        yield KnownFile("OpenDocument", f"packed.{suffix}", opendocument.packed(kind, inside), told)
        yield KnownFile("OpenDocument", f"flat.f{suffix}", opendocument.flat(kind, inside), told)
    yield KnownFile("RTF", "rules.rtf", *_rtf())
    yield KnownFile("RTF", "cyrillic.rtf", *_cyrillic())
    yield KnownFile("Pages and Keynote", "letter.pages", *_preview())
    yield KnownFile("Archives", "papers.zip", *_archive())


def _text() -> tuple[str, str, str]:
    """Headings, counted items, a note, a comment, a table, a box, changes, hidden words."""
    said, items = paragraphs("odt", 12), sentences("odt items", 3)
    note, comment, box = sentences("odt beside", 3)
    styles = (
        '<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>'
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" '
        'style:num-suffix="."/></text:list-style>'
    )
    changes = (
        '<text:tracked-changes><text:changed-region text:id="1"><text:deletion>'
        "<office:change-info><dc:creator>x</dc:creator><dc:date>2021-03-01T10:00:00</dc:date></office:change-info>"
        "<text:p>strucken words</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
    )
    noted = f"<text:note-citation>1</text:note-citation><text:note-body><text:p>{note}</text:p></text:note-body>"
    whispered = '<text:span text:style-name="H"> Whispered.</text:span>'
    annotated = f"<office:annotation><dc:creator>Ana Leka</dc:creator><text:p>{comment}</text:p></office:annotation>"
    inside = f"<draw:text-box><text:p>{box}</text:p></draw:text-box>"
    framed = f'<draw:frame svg:width="9cm" svg:height="3cm">{inside}</draw:frame>'
    listed = "".join(f"<text:list-item><text:p>{each}</text:p></text:list-item>" for each in items)
    names, cells = ("Quay", "Depth", "Since"), (("north", "four metres", "1871"), ("south", "six metres", "1902"))
    body = (
        f'{changes}<text:h text:outline-level="1">Rules of the quay</text:h><text:p>{said[0]}'
        f"<text:note>{noted}</text:note></text:p>"
        f'<text:p>{said[1]}<text:change text:change-id="1"/>{whispered}</text:p>'
        f'<text:list text:style-name="L">{listed}</text:list><text:p>{said[2]}{annotated}</text:p>'
        f"{opendocument.table(names, *cells)}<text:p>{said[3]}{framed}</text:p>"
        + "".join(f"<text:p>{each}</text:p>" for each in said[4:])
    )
    says = [
        "Rules of the quay",
        said[0],
        note,
        said[1],
        *(f"{at}. {each}" for at, each in enumerate(items, 1)),
        said[2],
    ]
    says += [f"Comment by Ana Leka: {comment}", rows(names, *cells), said[3], box, *said[4:]]
    return body, styles, "\n\n".join(says)


def flat_text() -> tuple[bytes, str]:
    """Return the text as one flat file, and its words."""
    body, styles, says = _text()
    return opendocument.flat("text", body, styles), says


def slides_inside(*, notes: bool = True) -> tuple[str, str]:
    """Return slides as XML, with notes if wanted, and their words."""
    says, pages = [], ""
    for title in ("Moorings", "Lanterns", "Tides", "Pilots", "What is left"):
        first, second = sentences(f"odp {title}", 2)
        pages += opendocument.slide(title, first, second if notes else "")
        says += [title, first, *([second] if notes else [])]
    return pages, "\n\n".join(says)


def sheets_inside() -> tuple[str, str]:
    """Return two sheets as XML, and their words."""
    sheets = "".join(opendocument.sheet(name, NAMES, *records(f"ods {name}")) for name in ("Boats", "Crews"))
    says = (f"{name}\n\n{rows(NAMES, *records(f'ods {name}'))}" for name in ("Boats", "Crews"))
    return sheets, "\n\n".join(says)


def _rtf() -> tuple[bytes, str, str]:
    r"""A heading, a note, a table, counted items, signs beyond the code page, hidden and deleted words."""
    said, items, (note,) = paragraphs("rtf", 8), sentences("rtf items", 3), sentences("rtf note", 1)
    row = r"\trowd{}\cellx3000\cellx6000\pard\intbl {}\cell {}\cell\row ".format
    counted = "".join(rf"{{\pard{{\listtext {at}.\tab}}\ls1 {each}\par}}" for at, each in enumerate(items, 1))
    text = (
        r"{\rtf1\ansi\ansicpg1252{\info{\title Rules in RTF}{\author Ingrid Sole}}{\header Of lamps and keepers\par}"
        rf"{{\pard\outlinelevel0 Rules in RTF\par}}\pard {said[0]}{{\footnote {note}}}\par "
        rf"{said[1]}{{\v  Whispered.}}{{\deleted  Strucken.}}\par "
        + row(r"\trhdr", "Quay", "Depth")
        + row("", "north", "4 m")
        + row("", "south", "6 m")
        + rf"\pard {counted}{{\pard The caf\'e9 of \u268?ernomelj.\par}}"
        + "".join(rf"{{\pard {each}\par}}" for each in said[2:])
        + "}"
    )
    told = [f"{at}. {each}" for at, each in enumerate(items, 1)]
    table = "Quay: north\nDepth: 4 m\n\nQuay: south\nDepth: 6 m"
    says = [
        "Of lamps and keepers",
        "Rules in RTF",
        said[0],
        note,
        said[1],
        table,
        *told,
        "The café of Černomelj.",
        *said[2:],
    ]
    return text.encode("ascii"), "\n\n".join(says), "Rules in RTF"


def _cyrillic() -> tuple[bytes, str]:
    text = "Маяк построили в 1862 году на северном берегу. Смотритель каждый вечер записывал имена кораблей в книгу. "
    body = "".join(f"\\'{byte:02x}" if byte > 127 else chr(byte) for byte in text.encode("cp1251"))
    return rf"{{\rtf1\ansi\ansicpg1251 {body * 4}\par}}".encode("ascii"), text * 4


def _preview() -> tuple[bytes, str]:
    """The package of a program of Apple's, with a picture of its pages as PDF."""
    pdf, said = paper(), sentences("pages", 24)
    draw(pdf, 60, 80, said)
    parts = {"Index/Document.iwa": b"not described", "QuickLook/Preview.pdf": bytes(pdf.output())}
    return zipped(parts), "\n".join(said)


def _archive() -> tuple[bytes, str]:
    """Documents of three kinds in folders, a picture, a hidden file, and an archive in the archive."""
    first, second, third = (paragraphs(f"zip {at}", 4) for at in range(3))
    report = next(each for each in word_files() if each.name == "report.docx")
    inner = zipped({"deep/inner.txt": "\n\n".join(third).encode()})
    parts = {
        "notes/a.txt": "\n\n".join(first).encode(),
        "notes/b.md": ("\n\n".join(second)).encode(),
        "office/report.docx": report.data,
        "z-inner.zip": inner,
        ".hidden.txt": b"Whispered words.",
        "program.py": b"print('strucken words')",
    }
    return zipped(parts), "\n\n".join([*first, *second, report.says, *third])
