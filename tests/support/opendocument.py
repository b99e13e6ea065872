"""OpenDocument files made by hand, packed and flat."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

if TYPE_CHECKING:
    from collections.abc import Mapping

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_PREFIXES = {
    **{name: f"{_OASIS}:{name}:1.0" for name in ("office", "text", "table", "style", "presentation", "meta", "chart")},
    "draw": f"{_OASIS}:drawing:1.0",
    "svg": f"{_OASIS}:svg-compatible:1.0",
    "fo": f"{_OASIS}:xsl-fo-compatible:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
    "math": "http://www.w3.org/1998/Math/MathML",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}
NAMESPACES = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in _PREFIXES.items())
MIMETYPE = "application/vnd.oasis.opendocument."


def packed(
    kind: str, body: str, styles: str = "", about: str = "", masters: str = "", parts: Mapping[str, bytes] | None = None
) -> bytes:
    """Return a package of a kind ("text", "presentation", "spreadsheet").

    `styles` are automatic ones, `about` is metadata, `masters` are master pages; `parts` are further ones by name.
    """
    held = BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as package:
        package.writestr("mimetype", MIMETYPE + kind)
        package.writestr("content.xml", _root("document-content", _content(kind, body, styles)))
        package.writestr("styles.xml", _root("document-styles", _masters(masters)))
        package.writestr("meta.xml", _root("document-meta", f"<office:meta>{about}</office:meta>"))
        for name, data in (parts or {}).items():
            package.writestr(name, data)
    return held.getvalue()


def flat(kind: str, body: str, styles: str = "", about: str = "", masters: str = "") -> bytes:
    """Return the same as one flat file of XML."""
    own, inside = _content(kind, body, styles).split("<office:body>")
    inside = f"<office:meta>{about}</office:meta>{own}{_masters(masters) if masters else ''}<office:body>{inside}"
    return _root("document", inside, f' office:mimetype="{MIMETYPE}{kind}"').encode()


def text(*paragraphs: str, title: str = "", author: str = "") -> bytes:
    """Return a text of plain paragraphs, the first of them a heading."""
    heading, *rest = paragraphs
    body = f'<text:h text:outline-level="1">{heading}</text:h>' + "".join(f"<text:p>{each}</text:p>" for each in rest)
    return packed(
        "text", body, about=f"<dc:title>{title}</dc:title><meta:initial-creator>{author}</meta:initial-creator>"
    )


def slides(*pages: tuple[str, str, str]) -> bytes:
    """Return a presentation of slides, each a title, a text and notes."""
    return packed("presentation", "".join(slide(*page) for page in pages))


def sheet(name: str, *rows: tuple[str, ...]) -> str:
    """Return a sheet as XML."""
    cells = ("".join(f"<table:table-cell><text:p>{each}</text:p></table:table-cell>" for each in row) for row in rows)
    inside = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    return f'<table:table table:name="{name}">{inside}</table:table>'


def table(names: tuple[str, ...], *cells: tuple[str, ...]) -> str:
    """Return a table of a text as XML, with a header."""
    columns = f'<table:table-column table:number-columns-repeated="{len(names)}"/>'
    header = f"<table:table-header-rows>{_row(names)}</table:table-header-rows>"
    return f"<table:table>{columns}{header}{''.join(map(_row, cells))}</table:table>"


def _row(cells: tuple[str, ...]) -> str:
    inside = "".join(f"<table:table-cell><text:p>{each}</text:p></table:table-cell>" for each in cells)
    return f"<table:table-row>{inside}</table:table-row>"


def frame(kind: str, words: str, top: int = 1) -> str:
    """Return a frame with text as XML, so many centimetres below the upper edge."""
    box = f"<draw:text-box><text:p>{words}</text:p></draw:text-box>"
    place = f'svg:x="1cm" svg:y="{top}cm" svg:width="24cm" svg:height="4cm"'
    return f'<draw:frame presentation:class="{kind}" {place}>{box}</draw:frame>'


def slide(title: str, words: str, notes: str) -> str:
    """Return a slide as XML."""
    noted = f"<presentation:notes>{frame('notes', notes)}</presentation:notes>" if notes else ""
    return f"<draw:page>{frame('title', title)}{frame('outline', words, 6)}{noted}</draw:page>"


def _content(kind: str, body: str, styles: str) -> str:
    return (
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    )


def _masters(masters: str) -> str:
    return f"<office:master-styles>{masters}</office:master-styles>"


def _root(name: str, inside: str, attributes: str = "") -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><office:{name} {NAMESPACES}{attributes}>{inside}</office:{name}>'
