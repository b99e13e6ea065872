"""Files that other programs make from one source: LibreOffice and pandoc, as far as they are installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tests.support import opendocument
from tests.support.known_files.known_file import KnownFile, rows
from tests.support.known_files.open_formats import flat_text, sheets_inside, slides_inside
from tests.support.known_files.prose import paragraphs, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECONDS = 170
_BY_LIBREOFFICE = {
    "text.fodt": ("doc", "docx", "rtf", "odt"),
    "long.fodt": ("docx", "rtf", "odt", "pdf", "html"),
    "slides.fodp": ("ppt", "pptx", "odp"),
    "show.fodp": ("pdf",),
    "sheets.fods": ("xls", "xlsx", "ods"),
}
_BY_PANDOC = ("docx", "odt", "epub", "html", "rst", "org", "ipynb", "rtf", "md")
_AUTHOR = {**dict.fromkeys(("docx", "odt", "epub", "html", "rtf"), "Ida Holm\n\n"), "rst": "Author: Ida Holm\n\n"}
_SHOW_NUMBERS = frozenset({"pdf", "html", "epub", "ipynb"})
"""Formats in which the number of a note is a word of the text."""
_OLD = frozenset({"doc", "ppt", "xls"})
_NO_TITLE = frozenset({"ipynb", "md"})
_NOTE = re.compile(r"\[\^(\d+)\]")
_NAMES = ("Quay", "Depth", "Since")
_QUAYS = (("north", "four metres", "1871"), ("south", "six metres", "1902"), ("west", "nine metres", "1955"))


def converted_files() -> Iterator[KnownFile]:
    """Make them; none where neither program is installed."""
    with TemporaryDirectory() as folder:
        if shutil.which("soffice"):
            yield from _by_libreoffice(Path(folder))
        if shutil.which("pandoc"):
            yield from _by_pandoc(Path(folder))


def _by_libreoffice(folder: Path) -> Iterator[KnownFile]:
    sources = {"text.fodt": flat_text(), "long.fodt": _long()}
    for name, kind, (inside, says) in (
        ("slides.fodp", "presentation", slides_inside()),
        ("sheets.fods", "spreadsheet", sheets_inside()),
    ):
        sources[name] = opendocument.flat(kind, inside), says
    sources["show.fodp"] = (
        opendocument.flat("presentation", slides_inside(notes=False)[0]),
        slides_inside(notes=False)[1],
    )
    for name, (data, _) in sources.items():
        (folder / name).write_bytes(data)
    for suffix in dict.fromkeys(each for targets in _BY_LIBREOFFICE.values() for each in targets):
        of_it = [name for name, targets in _BY_LIBREOFFICE.items() if suffix in targets]
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", suffix, "--outdir", str(folder / "made")]
        subprocess.run([*command, *of_it], check=True, capture_output=True, timeout=_SECONDS, cwd=folder)
        for name in of_it:
            made = folder / "made" / f"{Path(name).stem}.{suffix}"
            kind, needs = ("Old Office", "LibreOffice") if suffix in _OLD else ("Written by LibreOffice", "")
            says = _with_numbers(sources[name][1], suffix)
            yield KnownFile(kind, made.name, made.read_bytes(), says, needs=needs)


def _with_numbers(says: str, suffix: str) -> str:
    """Return the words with the numbers of notes, or without them where the format keeps them out of the text."""
    return _NOTE.sub(r" \1 " if suffix in _SHOW_NUMBERS else " ", says)


def _long() -> tuple[bytes, str]:
    """Several pages: a header and a number of the page, a table with a header, columns, and notes below."""
    said, notes, (header,) = paragraphs("long", 40), sentences("long notes", 10), sentences("long header", 1)
    styles = (
        '<style:style style:name="S" style:family="section"><style:section-properties text:dont-balance-text-columns='
        '"false"><style:columns fo:column-count="2" fo:column-gap="0.5cm"/></style:section-properties></style:style>'
        '<style:page-layout style:name="L"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" '
        'fo:margin="2cm"/><style:header-style/><style:footer-style/></style:page-layout>'
    )
    masters = (
        '<style:master-page style:name="Standard" style:page-layout-name="L"><style:header><text:p>'
        f"{header}</text:p></style:header><style:footer><text:p><text:page-number>1</text:page-number></text:p>"
        "</style:footer></style:master-page>"
    )
    body, says = "", [header]
    for at, each in enumerate(said):
        if at % 10 == 0:
            body += f'<text:h text:outline-level="1">Part {at // 10 + 1} of the long book</text:h>'
            says.append(f"Part {at // 10 + 1} of the long book")
        note = ""
        if at % 4 == 1:
            note = (
                f"<text:note text:note-class='footnote'><text:note-citation>{at // 4 + 1}</text:note-citation>"
                f"<text:note-body><text:p>{notes[at // 4]}</text:p></text:note-body></text:note>"
            )
        paragraph = f"<text:p>{each}{note}</text:p>"
        opens, closes = "<text:section text:style-name='S' text:name='s'>" * (at == 10), "</text:section>" * (at == 19)
        body += f"{opens}{paragraph}{closes}"
        number = f"[^{at // 4 + 1}]"
        says += [f"{each}{number}", f"{number}{notes[at // 4]}"] if note else [each]
        if at == 25:
            body += opendocument.table(_NAMES, *_QUAYS)
            says.append(rows(_NAMES, *_QUAYS))
    return opendocument.flat("text", body, styles, masters=masters), "\n\n".join(says)


def _by_pandoc(folder: Path) -> Iterator[KnownFile]:
    source, says = _source()
    for suffix in _BY_PANDOC:
        made = folder / f"guide.{suffix}"
        command = ["pandoc", "--from", "markdown", "--standalone", "--wrap=auto", "--output", str(made)]
        subprocess.run(command, input=source.encode(), check=True, capture_output=True, timeout=_SECONDS)
        title = "" if suffix in _NO_TITLE else "Guide by pandoc\n\n" + _AUTHOR.get(suffix, "")
        told = _with_numbers(title + says, suffix)
        yield KnownFile("Written by pandoc", made.name, made.read_bytes(), told, title.partition("\n")[0] or None)


def _source() -> tuple[str, str]:
    """Markdown with emphasis, notes, items on two levels, a table, a quotation, definitions and code."""
    said, items, (note,) = paragraphs("pandoc", 10), sentences("pandoc items", 6), sentences("pandoc note", 1)
    word = said[1].split()[2]
    widths = [max(len(row[at]) for row in (_NAMES, *_QUAYS)) + 2 for at in range(3)]
    lines = ["".join(f"{c:<{w}}" for c, w in zip(row, widths, strict=True)) for row in (_NAMES, *_QUAYS)]
    rule = "".join(f"{'-' * (w - 2)}  " for w in widths)
    source = [
        "---\ntitle: Guide by pandoc\nauthor: Ida Holm\n---",
        "# First things",
        f"{said[0]}[^1]",
        said[1].replace(word, f"**{word}**", 1),
        f"[^1]: {note}",
        "\n".join(f"{'    ' * (at % 2)}- {each}" for at, each in enumerate(items)),
        "## Quays",
        "\n".join([lines[0], rule, *lines[1:]]),
        f"> {said[2]}",
        "```\nkindle the lamp\n```",
        "Lamp\n:   " + said[3],
        *said[4:],
    ]
    says = [
        "First things",
        f"{said[0]}[^1]",
        f"[^1]{note}",
        said[1],
        *items,
        "Quays",
        rows(_NAMES, *_QUAYS),
        said[2],
        "kindle the lamp",
    ]
    return "\n\n".join(source) + "\n", "\n\n".join([*says, "Lamp", *said[3:]])
