"""PDFs in scripts that run otherwise, or have no spaces."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from tests.support.known_files.known_file import KnownFile
from tests.support.papers import draw, paper

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CHINESE = (
    "负责引水隧洞爆破方案优化设计及爆破震动监",
    "测工作并沟通协调业主监理和施工三方人员。",
    "灯塔在一八六二年建成守塔人每晚写下船名。",
)
_JAPANESE = ("港の灯台は千八百六十二年に", "建てられた灯台守は毎晩船の", "名前を帳面に書いた。")
_HEBREW = ("המגדל נבנה בשנת 1862 בחוף הצפוני", "שומר המגדל רשם את שמות הספינות בספר")
_ARABIC = ("بني البرج عام 1862 في الساحل", "كتب حارس البرج اسماء السفن")
_KOREAN = ("등대는 천팔백육십이년에 세워졌다", "등대지기는 밤마다 배의 이름을 적었다")
_FULL = 12.0
"""Points that a sign of the made font is wide and high."""


def pdf_script_files() -> Iterator[KnownFile]:
    """Make them, in a font that draws a square for each sign."""
    yield _known("chinese", _lines(_CHINESE), "".join(_CHINESE))
    yield _known("korean", _lines(_KOREAN), " ".join(_KOREAN))
    yield _known("japanese-vertical", _vertical(_JAPANESE), "".join(_JAPANESE))
    yield _known("hebrew", _leftwards(_HEBREW), " ".join(_HEBREW))
    yield _known("arabic", _leftwards(_ARABIC), " ".join(_ARABIC))


def _known(name: str, data: bytes, says: str) -> KnownFile:
    return KnownFile("PDF scripts", f"{name}.pdf", data, says)


def _lines(lines: Sequence[str]) -> bytes:
    pdf = in_squares("".join(lines))
    draw(pdf, 72, 80, lines)
    return bytes(pdf.output())


def _vertical(lines: Sequence[str]) -> bytes:
    pdf = in_squares("".join(lines))
    for at, line in enumerate(lines):
        for row, sign in enumerate(line):
            pdf.text(500 - 20 * at, 80 + _FULL * row, sign)
    return bytes(pdf.output())


def _leftwards(lines: Sequence[str]) -> bytes:
    """Words from right to left, their letters too, numbers from left to right: as they are seen."""
    pdf = in_squares("".join(lines))
    for at, line in enumerate(lines):
        right = 540.0
        for word in line.split():
            right -= _FULL * len(word)
            pdf.text(right, 100 + 16 * at, word if word.isdecimal() else word[::-1])
            right -= 5
    return bytes(pdf.output())


def in_squares(signs: str, size: float = _FULL) -> Any:
    """Return a paper whose font has a square for each of the signs."""
    pdf = paper()
    with TemporaryDirectory() as folder:
        pdf.add_font("squares", "", square_font(Path(folder), signs))
    pdf.set_font("squares", size=size)
    return pdf


def square_font(folder: Path, signs: str) -> Path:
    """A font that draws a square for each of the signs, as wide as it is high."""
    names = {ord(each): f"u{ord(each):X}" for each in sorted(set(signs))}
    order = [".notdef", *names.values()]
    pen = TTGlyphPen(None)
    pen.moveTo((50, -100))
    for corner in ((50, 800), (950, 800), (950, -100)):
        pen.lineTo(corner)
    pen.closePath()
    square = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(names)
    builder.setupGlyf(dict.fromkeys(order, square))
    builder.setupHorizontalMetrics(dict.fromkeys(order, (1000, 50)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Squares", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=880, usWinAscent=880, usWinDescent=120)
    builder.setupPost()
    builder.save(folder / "squares.ttf")
    return folder / "squares.ttf"
