"""Equations as a line of text."""

from __future__ import annotations

import pytest
from lxml import etree

from corpus.readers.office.drawing.equations import equation_text
from tests.support.office_files import part


def text_of(inside: str) -> str:
    return equation_text(etree.fromstring(part("m:oMath", inside).encode()))


def said(words: str) -> str:
    return f"<m:r><m:rPr><m:sty m:val='p'/></m:rPr><m:t>{words}</m:t></m:r>"


def of(name: str, inside: str) -> str:
    return f"<m:{name}>{inside}</m:{name}>"


X, Y, SUM = of("e", said("x")), of("sup", said("2")), said("a+b")


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (said("E=m") + of("sSup", of("e", said("c")) + Y), "E=mc^2"),
        (of("f", of("num", SUM) + of("den", said("2"))), "(a+b)/2"),
        (of("sSubSup", X + of("sub", said("i")) + of("sup", said("n+1"))), "x_i^(n+1)"),
        (of("rad", of("deg", "") + of("e", SUM)), "√(a+b)"),
        (of("rad", of("deg", said("3")) + X), "3√x"),
        (
            of("nary", "<m:naryPr><m:chr m:val='∑'/></m:naryPr>" + of("sub", said("i=1")) + of("sup", said("n")) + X),
            "∑_(i=1)^n x",
        ),
        (of("nary", of("sub", "") + of("sup", "") + X), "∫ x"),
        (of("d", "<m:dPr><m:begChr m:val='['/><m:endChr m:val=']'/></m:dPr>" + X + of("e", said("y"))), "[x|y]"),
        (of("func", of("fName", said("sin")) + X), "sin x"),
        (of("limLow", of("e", said("lim")) + of("lim", said("n→∞"))), "lim_(n→∞)"),
        (of("m", of("mr", X + of("e", said("0"))) + of("mr", of("e", said("0")) + X)), "x 0; 0 x"),
        (of("acc", X), "x\u0302"),
        (of("ofTomorrow", of("e", said("kept"))), "kept"),
        (f"<w:ins>{said('y')}</w:ins><w:del>{said('z')}</w:del>", "y"),
    ],
)
def test_an_equation_is_written_on_one_line(inside: str, text: str) -> None:
    assert text_of(inside) == text
