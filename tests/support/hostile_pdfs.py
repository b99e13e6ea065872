"""Hostile PDFs, written object by object."""

from __future__ import annotations

import sys
import zlib
from typing import TYPE_CHECKING

from tests.support.hostile import EITHER, GOES_IN, Hostile

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = "The lamp burns."
_GROWN = "than a file of this size should" if sys.platform == "linux" else EITHER
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
_ONE = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def pdfs() -> Iterator[Hostile]:
    whole = pdf()
    yield Hostile("sound.pdf", whole, GOES_IN)
    yield Hostile(
        "million-objects.pdf", pdf(more=b"".join(b"%d 0 obj 0 endobj\n" % n for n in range(9, 1_000_009))), EITHER
    )
    yield Hostile("tree-without-end.pdf", pdf(pages=b"<</Type/Pages/Kids[2 0 R 3 0 R 2 0 R]/Count 3>>"), EITHER)
    yield Hostile("page-is-its-parent.pdf", pdf(pages=b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 1>>"), EITHER)
    yield Hostile("endless-count.pdf", pdf(pages=b"<</Type/Pages/Kids[3 0 R]/Count 2147483647>>"), EITHER)
    yield Hostile("million-count.pdf", pdf(pages=b"<</Type/Pages/Kids[3 0 R]/Count 1000000>>"), EITHER)
    yield Hostile("same-page-often.pdf", pdf(pages=_often(20_000)), EITHER)
    yield Hostile("deep-tree.pdf", pdf(pages=b"<</Type/Pages/Kids[9 0 R]/Count 1>>", more=_deep(20_000)), EITHER)
    yield Hostile("huge-stream.pdf", pdf(content=packed(b" ", 512)), EITHER)
    yield Hostile("many-marks.pdf", pdf(content=packed(b"q ", 16)), EITHER)
    yield Hostile("form-in-itself.pdf", pdf(content=stream(b"/X Do"), page=_FORM, more=_form()), EITHER)
    yield Hostile("forms-in-forms.pdf", pdf(content=stream(b"/X Do"), page=_FORM, more=_forms_in_forms(8)), _GROWN)
    yield Hostile("deep-array.pdf", pdf(content=stream(b"[" * 500_000)), EITHER)
    yield Hostile("cut-short.pdf", whole[:200], "broken|cut short|pages")
    yield Hostile("only-a-header.pdf", b"%PDF-1.7\n", "broken")
    yield Hostile("circle-of-tables.pdf", whole.replace(b"/Size", b"/Prev 9/XRefStm 9/Size"), EITHER)
    yield Hostile("giant-page.pdf", pdf(page=_PAGE.replace(b"300 300", b"1e38 -1e38")), EITHER)
    yield Hostile("no-type-size.pdf", pdf(content=text(b"1e38 0 0 1e-38 0 0 Tm")), EITHER)
    yield Hostile(
        "launching.pdf", whole.replace(b"/Catalog", b"/Catalog/OpenAction<</S/Launch/F(/bin/true)>>"), GOES_IN
    )
    yield Hostile("outline-in-a-circle.pdf", _outlined(), GOES_IN)


def pdf(pages: bytes = _ONE, page: bytes = _PAGE, content: bytes = b"", more: bytes = b"") -> bytes:
    """A PDF of one page that says WORDS, unless told otherwise; readers find its objects without a table."""
    parts = [b"<</Type/Catalog/Pages 2 0 R/Outlines 6 0 R>>", pages, page, content or text(b""), _FONT]
    body = b"".join(b"%d 0 obj%b endobj\n" % (number, part) for number, part in enumerate(parts, 1))
    return b"%PDF-1.4\n" + body + more + b"trailer<</Root 1 0 R/Size 9>>\nstartxref\n9\n%%EOF"


def text(matrix: bytes) -> bytes:
    return stream(b"BT /F 12 Tf 20 200 Td %b (%b) Tj ET" % (matrix, WORDS.encode()))


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (entries, len(data), data)


def packed(piece: bytes, mebibytes: int) -> bytes:
    packer = zlib.compressobj(1)
    block = piece * (2**20 // len(piece))
    return stream(b"".join(packer.compress(block) for _ in range(mebibytes)) + packer.flush(), b"/Filter/FlateDecode")


def _often(times: int) -> bytes:
    return b"<</Type/Pages/Kids[%b]/Count %d>>" % (b"3 0 R " * times, times)


def _deep(levels: int) -> bytes:
    level = b"%d 0 obj<</Type/Pages/Kids[%d 0 R]/Count 1>> endobj\n"
    return b"".join(level % (number, number + 1) for number in range(9, 9 + levels)) + level % (9 + levels, 3)


_FORM = _PAGE.replace(b"/Resources<<", b"/Resources<</XObject<</X 9 0 R>>")


def _form() -> bytes:
    entries = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 9 0 R>>>>"
    return b"9 0 obj" + stream(b"/X Do /X Do", entries) + b" endobj\n"


def _forms_in_forms(levels: int) -> bytes:
    """Forms that draw the next one ten times each, so that the last is drawn 10 ** (levels - 1) times."""
    entries = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>"
    drawn = [b"/X Do " * 10] * (levels - 1) + [b"0 0 1 1 re f " * 10]
    forms = (b"%d 0 obj%b endobj\n" % (n, stream(each, entries % (n + 1))) for n, each in enumerate(drawn, 9))
    return b"".join(forms)


def _outlined() -> bytes:
    outline = b"6 0 obj<</First 7 0 R/Last 7 0 R/Count 1>> endobj\n"
    entry = b"7 0 obj<</Title(Lamps)/Parent 6 0 R/Next 7 0 R/First 7 0 R/Dest[3 0 R/Fit]>> endobj\n"
    return pdf(more=outline + entry)
