"""Office files written part by part, so that they can hold what the libraries that write them cannot."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_OOXML = "http://schemas.openxmlformats.org"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in {
        "w": f"{_OOXML}/wordprocessingml/2006/main",
        "a": f"{_OOXML}/drawingml/2006/main",
        "c": f"{_OOXML}/drawingml/2006/chart",
        "cdr": f"{_OOXML}/drawingml/2006/chartDrawing",
        "dgm": f"{_OOXML}/drawingml/2006/diagram",
        "m": f"{_OOXML}/officeDocument/2006/math",
        "p": f"{_OOXML}/presentationml/2006/main",
        "s": f"{_OOXML}/spreadsheetml/2006/main",
        "xdr": f"{_OOXML}/drawingml/2006/spreadsheetDrawing",
        "wp": f"{_OOXML}/drawingml/2006/wordprocessingDrawing",
        "mc": f"{_OOXML}/markup-compatibility/2006",
        "r": f"{_OOXML}/officeDocument/2006/relationships",
        "cx": "http://schemas.microsoft.com/office/drawing/2014/chartex",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "p188": "http://schemas.microsoft.com/office/powerpoint/2018/8/main",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)
_RELATIONS = f"{_OOXML}/officeDocument/2006/relationships"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_PARTS_OF_WORD = ("styles", "settings", "footnotes", "endnotes", "comments")


def part(root: str, inside: str) -> str:
    """The XML of a part."""
    return f'<?xml version="1.0" encoding="UTF-8"?><{root} {NAMESPACES}>{inside}</{root}>'


def paragraph(words: str, properties: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{run(words)}</w:p>"


def run(words: str, properties: str = "") -> str:
    said = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{said}<w:t xml:space="preserve">{words}</w:t></w:r>'


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def row(*cells: str, properties: str = "") -> str:
    """A row whose cells are words, or XML."""
    held = (cell if cell.startswith("<w:tc>") else f"<w:tc>{in_cell(cell)}</w:tc>" for cell in cells)
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{''.join(held)}</w:tr>"


def in_cell(cell: str) -> str:
    return cell if cell.startswith("<") else paragraph(cell)


def relations(*each: tuple[str, str, str]) -> str:
    """The relations of a part: (id, last word of the type, target)."""
    held = "".join(
        f'<Relationship Id="{id}" Type="{_RELATIONS}/{kind}" Target="{target}"/>' for id, kind, target in each
    )
    return f'<Relationships xmlns="{_OOXML}/package/2006/relationships">{held}</Relationships>'


def word_file(
    body: str,
    parts: Mapping[str, str] | None = None,
    related: tuple[tuple[str, str, str], ...] = (),
    *,
    main: str = "document.xml",
) -> bytes:
    """A Word document. `parts` are named from the folder `word/`; the usual ones get their relations by themselves."""
    parts = dict(parts or {})
    usual = tuple((f"u{name}", name, f"{name}.xml") for name in _PARTS_OF_WORD if f"{name}.xml" in parts)
    held = {
        "[Content_Types].xml": f'<Types xmlns="{_OOXML}/package/2006/content-types"><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/word/{main}" ContentType="{_WORD_TYPE}"/></Types>',
        "_rels/.rels": relations(("rId1", "officeDocument", f"word/{main}")),
        f"word/{main}": part("w:document", f"<w:body>{body}</w:body>"),
        f"word/_rels/{main}.rels": relations(*usual, *related),
        **{f"word/{name}": xml for name, xml in parts.items()},
    }
    return packed(held)


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, xml in parts.items():
            package.writestr(name, xml)
    return held.getvalue()


def with_parts(data: bytes, parts: Mapping[str, str], related: Mapping[str, tuple[tuple[str, str, str], ...]]) -> bytes:
    """A package with more parts, and with more relations of those that `related` names."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        held: dict[str, str | bytes] = {name: package.read(name) for name in package.namelist()}
    held |= parts
    for name, each in related.items():
        folder, _, file = name.rpartition("/")
        rels = f"{folder}/_rels/{file}.rels"
        old = held.get(rels, relations())
        new = relations(*each).partition(">")[2]
        text = old.decode() if isinstance(old, bytes) else old
        text = re.sub(r"<Relationships([^>]*)/>", r"<Relationships\1></Relationships>", text)
        held[rels] = text.replace("</Relationships>", new)
    return packed(held)


def strict(data: bytes) -> bytes:
    """A package as Office saves it in the format "Strict Open XML"."""
    held: dict[str, str | bytes] = {}
    with zipfile.ZipFile(BytesIO(data)) as package:
        for name in package.namelist():
            xml = package.read(name).decode("utf-8", "surrogateescape")
            for family in ("wordprocessingml", "presentationml", "spreadsheetml", "drawingml", "officeDocument"):
                xml = xml.replace(f'"{_OOXML}/{family}/2006/', f'"http://purl.oclc.org/ooxml/{family}/')
            held[name] = xml.encode("utf-8", "surrogateescape")
    return packed(held)


CHART = part(
    "c:chartSpace",
    "<c:chart><c:title><c:tx><c:rich><a:bodyPr/><a:p><a:r><a:t>Catch of the </a:t></a:r><a:r><a:t>harbour</a:t></a:r>"
    "</a:p></c:rich></c:tx></c:title><c:plotArea><c:barChart><c:ser><c:idx val='0'/><c:tx><c:strRef><c:f>Sheet1!$B$1"
    "</c:f><c:strCache><c:pt idx='0'><c:v>Sardines</c:v></c:pt></c:strCache></c:strRef></c:tx><c:dLbls><c:dLbl><c:idx "
    "val='0'/><c:tx><c:rich><a:p><a:r><a:t>a record year</a:t></a:r></a:p></c:rich></c:tx></c:dLbl></c:dLbls><c:cat>"
    "<c:strRef><c:f>Sheet1!$A$2:$A$3</c:f><c:strCache><c:pt idx='0'><c:v>Spring</c:v></c:pt><c:pt idx='1'><c:v>Autumn"
    "</c:v></c:pt></c:strCache></c:strRef></c:cat><c:val><c:numRef><c:f>Sheet1!$B$2:$B$3</c:f><c:numCache><c:formatCode>"
    "General</c:formatCode><c:pt idx='0'><c:v>412</c:v></c:pt><c:pt idx='1'><c:v>97.5</c:v></c:pt></c:numCache>"
    "</c:numRef></c:val></c:ser></c:barChart><c:valAx><c:title><c:tx><c:rich><a:p><a:r><a:t>Tonnes</a:t></a:r></a:p>"
    "</c:rich></c:tx></c:title></c:valAx></c:plotArea></c:chart>",
)
"""A chart with a title, an axis that is named, a label of its own, and two categories."""
DIAGRAM = part(
    "dgm:dataModel",
    "<dgm:ptLst><dgm:pt modelId='0' type='doc'/>"
    "<dgm:pt modelId='2'><dgm:t><a:p><a:r><a:t>Treasurer</a:t></a:r></a:p></dgm:t></dgm:pt>"
    "<dgm:pt modelId='1'><dgm:t><a:p><a:r><a:t>Harbour master</a:t></a:r></a:p></dgm:t></dgm:pt>"
    "<dgm:pt modelId='3'><dgm:t><a:p><a:r><a:t>Pilot</a:t></a:r></a:p></dgm:t></dgm:pt>"
    "<dgm:pt modelId='9' type='pres'><dgm:t><a:p/></dgm:t></dgm:pt></dgm:ptLst><dgm:cxnLst>"
    "<dgm:cxn modelId='a' srcId='0' destId='1' srcOrd='0'/><dgm:cxn modelId='b' srcId='0' destId='2' srcOrd='1'/>"
    "<dgm:cxn modelId='c' srcId='1' destId='3' srcOrd='0'/><dgm:cxn modelId='d' type='presOf' srcId='3' destId='9'/>"
    "</dgm:cxnLst>",
)
"""A diagram of two points, the first of which has one below it; its file lists them in another order."""
