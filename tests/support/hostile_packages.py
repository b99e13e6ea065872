"""Hostile ZIP packages: DOCX, PPTX, XLSX, EPUB."""

from __future__ import annotations

import re
import struct
import zipfile
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

import docx
import openpyxl
import pptx

from tests.support import opendocument
from tests.support.hostile import EITHER, GOES_IN, Hostile, laughs, outside

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WORDS = "The lamp burns."
_W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
_A = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MIB = 2**20
_RUN = f"<w:r><w:t>{WORDS}</w:t></w:r>"
_RESTART = 'w:val="restart"'
_NOTED = '<w:r><w:footnoteReference w:id="1"/></w:r>'
_MARK = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
_FIELD_OPENS, _FIELD_CLOSES = _MARK("begin") + _MARK("separate"), _MARK("end")
_WORD_RELATIONS = "word/_rels/document.xml.rels"
_ROOM = "more than Besa opens"


def packages(secret: str) -> Iterator[Hostile]:
    """`secret` is the file: URL of what nobody may get at."""
    yield from _bombs()
    yield from _broken_archives()
    yield from _entities(secret)
    yield from _word()
    yield from _sheets()
    yield from _slides()
    yield from _books()
    yield from _archives(secret)


def _bombs() -> Iterator[Hostile]:
    room = b" " * (48 * _MIB)
    for suffix, part in _MAIN.items():
        yield Hostile(f"bomb.{suffix}", repacked(sound(suffix), {part: room}), _ROOM)
    inner = zipped({"bomb.bin": room})
    yield Hostile("nested-bomb.docx", repacked(sound("docx"), {"word/embeddings/inner.zip": inner}), GOES_IN)
    yield Hostile("overlapping.docx", overlapping(sound("docx"), 2_000), _ROOM)
    yield Hostile("understated.docx", understated(repacked(sound("docx"), {_MAIN["docx"]: room})), "DOCX|damaged")
    crowd = {f"crowd/{number}": b"" for number in range(25_000)}
    yield Hostile("crowd.xlsx", repacked(sound("xlsx"), crowd), "parts")


def _broken_archives() -> Iterator[Hostile]:
    for suffix in _MAIN:
        whole = sound(suffix)
        yield Hostile(f"cut-short.{suffix}", whole[: len(whole) // 2], "damaged|cut short")
        part = _MAIN[suffix]
        yield Hostile(f"no-xml.{suffix}", repacked(whole, {part: b"this is <<no XML"}), EITHER)
        yield Hostile(f"locked.{suffix}", locked(whole), "password")
    yield Hostile("empty.docx", zipped({}), "damaged|not one")
    yield Hostile("tail-only.epub", b"PK\x05\x06" + b"\0" * 18, "damaged|not one")
    climbing = {"../../../../tmp/besa-was-here": b"harm", "/etc/besa-was-here": b"harm"}
    yield Hostile("climbing.docx", repacked(sound("docx"), climbing), GOES_IN)


def _entities(secret: str) -> Iterator[Hostile]:
    for suffix, (part, root, inside) in _ENTITIES.items():
        for name, head, entity in (
            ("laughs", laughs(root), "&l9;"),
            ("outside", outside(root, secret), "&x;"),
            ("far-outside", outside(root, "http://192.0.2.1/besa"), "&x;"),
        ):
            data = repacked(sound(suffix), {part: (head + inside.replace("ENTITY", entity)).encode()})
            yield Hostile(f"{name}.{suffix}", data, EITHER)


def _word() -> Iterator[Hostile]:
    def body(xml: str) -> bytes:
        return repacked(
            sound("docx"), {_MAIN["docx"]: f"<w:document {_W}><w:body>{xml}</w:body></w:document>".encode()}
        )

    paragraph = f"<w:p><w:r><w:t>{WORDS}</w:t></w:r></w:p>"
    row, end = "<w:tbl><w:tblGrid/><w:tr><w:tc>", "<w:p/></w:tc></w:tr></w:tbl>"
    yield Hostile("nested-tables.docx", body(row * 5_000 + paragraph + end * 5_000), EITHER)
    wide = '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>' + paragraph + "</w:tc></w:tr></w:tbl>"
    yield Hostile("wide-cell.docx", body(wide), EITHER)
    yield Hostile("many-fields.docx", body(_paragraph(_FIELD_OPENS * 10_000 + _FIELD_CLOSES * 10_000 + _RUN)), GOES_IN)
    alternatives = "<mc:AlternateContent><mc:Choice Requires='x'>"
    closing = "</mc:Choice></mc:AlternateContent>"
    yield Hostile("alternatives.docx", body(_paragraph(alternatives * 60 + _RUN + closing * 60) * 500), GOES_IN)
    merged = "<w:tc><w:tcPr><w:vMerge{}/></w:tcPr><w:p>{}</w:p></w:tc><w:tc><w:p/></w:tc>"
    first = f"<w:tr>{merged.format(f' {_RESTART}', f'<w:r><w:t>{WORDS * 20_000}</w:t></w:r>')}</w:tr>"
    again = f"<w:tr>{merged.format('', '')}</w:tr>" * 5_000
    yield Hostile("merged-down.docx", body(f"<w:tbl>{first}{again}</w:tbl>"), GOES_IN)
    yield Hostile("one-note-often.docx", _with_notes(body(paragraph + _paragraph(_NOTED * 100_000))), GOES_IN)
    yield Hostile("no-body.docx", repacked(sound("docx"), {_MAIN["docx"]: f"<w:document {_W}/>".encode()}), EITHER)


def _archives(secret: str) -> Iterator[Hostile]:
    """OpenDocument files and archives of documents."""
    room = b" " * (48 * _MIB)
    words = f"<text:p>{WORDS}</text:p>"
    yield Hostile("bomb.odt", opendocument.packed("text", words, parts={"Pictures/x": room}), _ROOM)
    flat = opendocument.flat("text", words)
    for name, head, entity in (("laughs", laughs("d"), b"&l9;"), ("outside", outside("d", secret), b"&x;")):
        data = head.encode() + flat.partition(b"?>")[2].replace(WORDS.encode(), entity)
        yield Hostile(f"{name}.fodt", data, "OpenDocument")
    yield Hostile("deep.odt", opendocument.packed("text", "<text:section>" * 5_000 + words), "OpenDocument")
    spans = "<text:span>" * 200 + WORDS + "</text:span>" * 200
    yield Hostile("spans.odt", opendocument.packed("text", f"<text:p>{spans}</text:p>" * 100), GOES_IN)
    cell = '<table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell>'
    wide = f'<table:table><table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row></table:table>'
    yield Hostile("wide.ods", opendocument.packed("spreadsheet", wide), "cells|characters|memory")
    shown = '<draw:frame><draw:object xlink:href="./o"/></draw:frame>' * 10_000
    formula = f'<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>{WORDS * 1_000}</mi></math>'.encode()
    yield Hostile(
        "one-object-often.odt",
        opendocument.packed("text", f"<text:p>{shown}</text:p>", parts={"o/content.xml": formula}),
        GOES_IN,
    )
    yield Hostile("bomb.zip", zipped({"a.txt": WORDS.encode(), "bomb.txt": room}), _ROOM)
    inner = zipped({"bomb.txt": room})
    yield Hostile("nested-bomb.zip", zipped({"inner.zip": inner}), _ROOM)
    matryoshka = zipped({"a.txt": WORDS.encode()})
    for _ in range(5):
        matryoshka = zipped({"inner.zip": matryoshka})
    yield Hostile("matryoshka.zip", matryoshka, "inside too many")
    climbing = {"../../../../tmp/besa-was-here.txt": WORDS.encode(), "/etc/besa-was-here.txt": WORDS.encode()}
    yield Hostile("climbing.zip", zipped(climbing), GOES_IN)
    yield Hostile("crowd.zip", zipped({f"{number}.txt": b"" for number in range(25_000)}), "parts")
    yield Hostile("overlapping.zip", overlapping(zipped({"a.txt": room[:_MIB]}), 2_000), _ROOM)
    yield Hostile("not-a-preview.pages", zipped({"Index/Document.iwa": b"", "preview.pdf": b"no PDF"}), "no PDF")


def _paragraph(inside: str) -> str:
    return f"<w:p>{inside}</w:p>"


def _with_notes(package: bytes) -> bytes:
    """A document with a long note that refers to itself."""
    said = f"<w:r><w:t>{WORDS * 20_000}</w:t></w:r>{_NOTED}"
    notes = f"<w:footnotes {_W}><w:footnote w:id='1'>{_paragraph(said)}</w:footnote></w:footnotes>"
    relation = f'<Relationship Id="n1" Type="{_REL}/footnotes" Target="footnotes.xml"/></Relationships>'
    with zipfile.ZipFile(BytesIO(package)) as whole:
        relations = whole.read(_WORD_RELATIONS).decode().replace("</Relationships>", relation)
    return repacked(package, {"word/footnotes.xml": notes.encode(), _WORD_RELATIONS: relations.encode()})


def _sheets() -> Iterator[Hostile]:
    def sheet(xml: str) -> bytes:
        return repacked(sound("xlsx"), {_MAIN["xlsx"]: f"<worksheet {_S}>{xml}</worksheet>".encode()})

    cell = '<c r="{}" t="inlineStr"><is><t>' + WORDS + "</t></is></c>"
    far = f'<row r="1048576">{cell.format("XFD1048576")}</row>'
    claim = '<dimension ref="A1:XFD1048576"/>'
    yield Hostile("far-cell.xlsx", sheet(f"{claim}<sheetData>{far}</sheetData>"), EITHER)
    beyond = f'<row r="99999999999">{cell.format("ZZZZZZ99999999999")}</row>'
    yield Hostile("cell-beyond.xlsx", sheet(f"<sheetData>{beyond}</sheetData>"), EITHER)
    strange = '<row r="1"><c r="A1" t="s"><v>2147483647</v></c></row>'
    yield Hostile("no-such-string.xlsx", sheet(f"<sheetData>{strange}</sheetData>"), EITHER)


def _slides() -> Iterator[Hostile]:
    def slide(xml: str) -> bytes:
        tree = f"<p:sld {_A}><p:cSld><p:spTree>{xml}</p:spTree></p:cSld></p:sld>"
        return repacked(sound("pptx"), {_MAIN["pptx"]: tree.encode()})

    group, end = "<p:grpSp><p:nvGrpSpPr/><p:grpSpPr/>", "</p:grpSp>"
    yield Hostile("nested-groups.pptx", slide(group * 5_000 + end * 5_000), EITHER)
    with zipfile.ZipFile(BytesIO(sound("pptx"))) as whole:
        show = whole.read("ppt/presentation.xml").decode()
    often = re.sub("<p:sldId [^>]*>", lambda slide: slide[0] * 100_000, show)
    yield Hostile("one-slide-often.pptx", repacked(sound("pptx"), {"ppt/presentation.xml": often.encode()}), GOES_IN)
    gone = {"ppt/slides/_rels/slide1.xml.rels": b"<Relationships/>"}
    yield Hostile("no-layout.pptx", repacked(sound("pptx"), gone), EITHER)


def _books() -> Iterator[Hostile]:
    spine = '<itemref idref="c1"/>' * 100_000
    chapter = f"<html><body><p>{WORDS * 5_000}</p></body></html>"
    yield Hostile("one-chapter-often.epub", epub({"c1.xhtml": chapter}, spine=spine), EITHER)
    climbing = {"META-INF/container.xml": _CONTAINER.replace("book.opf", "../../../../../../etc/passwd").encode()}
    yield Hostile("climbing.epub", repacked(sound("epub"), climbing), EITHER)
    nested = f"<html><body>{'<div>' * 50_000}<p>{WORDS}</p></body></html>"
    yield Hostile("nested.epub", epub({"c1.xhtml": nested}), EITHER)


@cache
def sound(suffix: str) -> bytes:
    """A good file of this kind that says WORDS."""
    held = BytesIO()
    if suffix == "docx":
        document = docx.Document()
        document.add_paragraph(WORDS)
        document.save(held)
    elif suffix == "pptx":
        show = pptx.Presentation()
        show.slides.add_slide(show.slide_layouts[5]).shapes.title.text = WORDS
        show.save(held)
    elif suffix == "xlsx":
        book = openpyxl.Workbook()
        book.active.append(["Said"])
        book.active.append([WORDS])
        book.save(held)
    else:
        return epub({"c1.xhtml": f"<html><body><p>{WORDS}</p></body></html>"})
    return held.getvalue()


def epub(chapters: Mapping[str, str], spine: str | None = None) -> bytes:
    names = dict(enumerate(chapters, 1))
    items = "".join(f'<item id="c{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in names.items())
    order = spine or "".join(f'<itemref idref="c{n}"/>' for n in names)
    return zipped(
        {
            "mimetype": b"application/epub+zip",
            "META-INF/container.xml": _CONTAINER.encode(),
            "book.opf": _PACKAGE.format(items=items, spine=order).encode(),
            **{name: text.encode() for name, text in chapters.items()},
        }
    )


def zipped(parts: Mapping[str, bytes]) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return held.getvalue()


def repacked(package: bytes, changes: Mapping[str, bytes]) -> bytes:
    """A package with some parts changed or added."""
    with zipfile.ZipFile(BytesIO(package)) as whole:
        return zipped({name: whole.read(name) for name in whole.namelist()} | dict(changes))


def locked(package: bytes) -> bytes:
    """A package whose list says of every part that it is encrypted."""
    changed = bytearray(package)
    at = -1
    while (at := changed.find(b"PK\x01\x02", at + 1)) >= 0:
        changed[at + 8] |= 1
    return bytes(changed)


def understated(package: bytes) -> bytes:
    """A package whose largest part says that it unpacks to 99 bytes."""
    with zipfile.ZipFile(BytesIO(package)) as whole:
        size = struct.pack("<I", max(part.file_size for part in whole.infolist()))
    return package.replace(size, struct.pack("<I", 99))


def overlapping(package: bytes, times: int) -> bytes:
    """A package whose list names its first part again and again, as something large each time."""
    start, end = package.find(b"PK\x01\x02"), package.rfind(b"PK\x05\x06")
    length = 46 + sum(struct.unpack_from("<HHH", package, start + 28))
    entry = bytearray(package[start : start + length])
    struct.pack_into("<I", entry, 24, _MIB)
    tail = bytearray(package[end:])
    count = struct.unpack_from("<H", tail, 10)[0] + times
    listed = package[start:end] + bytes(entry) * times
    struct.pack_into("<HHI", tail, 8, count, count, len(listed))
    return package[:start] + listed + bytes(tail)


_MAIN = {
    "docx": "word/document.xml",
    "pptx": "ppt/slides/slide1.xml",
    "xlsx": "xl/worksheets/sheet1.xml",
    "epub": "c1.xhtml",
}
_ENTITIES = {
    "docx": (
        "word/document.xml",
        "w:document",
        f"<w:document {_W}><w:body><w:p><w:r><w:t>ENTITY {WORDS}</w:t></w:r></w:p></w:body></w:document>",
    ),
    "pptx": (
        "ppt/slides/slide1.xml",
        "p:sld",
        f"<p:sld {_A}><p:cSld><p:spTree><p:sp><p:nvSpPr/><p:spPr/><p:txBody><a:bodyPr/><a:p><a:r><a:t>ENTITY {WORDS}"
        "</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>",
    ),
    "xlsx": (
        "xl/worksheets/sheet1.xml",
        "worksheet",
        f'<worksheet {_S}><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>ENTITY {WORDS}</t></is></c></row>'
        "</sheetData></worksheet>",
    ),
    "epub": ("c1.xhtml", "html", f"<html><body><p>ENTITY {WORDS}</p></body></html>"),
}
_CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
_PACKAGE = (
    '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i">'
    '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="i">x</dc:identifier>'
    "<dc:title>Lamps</dc:title><dc:language>en</dc:language></metadata>"
    "<manifest>{items}</manifest><spine>{spine}</spine></package>"
)
