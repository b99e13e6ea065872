"""What is nested, however deeply: its text is read, or it is refused with a reason; no reader crashes.

The depths lie on both sides of what libraries follow: libxml2 256 elements, Python some 1,000 calls.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from corpus.errors import DamagedFile, ReadError
from corpus.readers import Format, read
from tests.support.hostile_packages import epub, repacked, sound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.documents import Part

DEPTHS = (30, 250, 300, 600, 980, 1_100, 5_000)
WORDS = "The lamp burns on the hill at night."
FIELDS = (
    *("From", "Sender", "To", "Date", "Subject", "List-Id", "Message-ID", "Organization", "Archived-At"),
    *("Content-Language", "Content-Type", "Content-Disposition", "Content-Transfer-Encoding", "Content-ID"),
)
PAIRS = {
    "comments": ("(", ")"),
    "comments left open": ("(", ""),
    "angles": ("<", ">"),
    "quotes": ('"', '"'),
    "brackets": ("[", "]"),
    "groups": ("g:", ";"),
    "routes": ("@a,", ""),
    "parameters": (";a=b", ""),
    "encoded words": ("=?utf-8?q?(?= ", ""),
}


def nested(opening: str, closing: str, depth: int, inside: str = WORDS) -> str:
    return opening * depth + inside + closing * depth


def texts(data: bytes, name: str) -> list[str]:
    return [part.content.text for part in read(data, name)]


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("pair", PAIRS)
def test_a_message_is_read_however_deep_its_header_is(field: str, pair: str) -> None:
    for depth in DEPTHS:
        for before in ("", "Ana <ana@example.org> "):
            fields = dict.fromkeys(("From", "To", "Date", "Subject"), "ana@example.org")
            fields[field] = before + nested(*PAIRS[pair], depth, "x")
            header = "".join(f"{name}: {value}\n" for name, value in fields.items())
            (text,) = texts(f"{header}\n{WORDS}".encode(), "letter.eml")
            assert text.endswith(WORDS)


@pytest.mark.parametrize("opening", ["(", "(a ", "g:", "x:("])
def test_a_sender_whose_comments_are_too_deep_is_known_by_his_address(opening: str) -> None:
    written = f"From: Ana <ana@example.org> {opening * 1_500}\nTo: b@example.org\nSubject: Lamps\n\n{WORDS}"
    (part,) = read(written.encode(), "letter.eml")
    assert part.content.metadata.author == "ana@example.org"
    assert part.content.metadata.title == "Lamps"


def test_a_message_of_a_mailbox_that_is_nested_too_deeply_leaves_the_others_alone() -> None:
    deep = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(1_500))
    messages = [f"From a@b.c Tue Jan  4 10:00:00 2022\nFrom: a@b.c\nSubject: {n}\n" for n in range(3)]
    box = f"{messages[0]}\n{WORDS}\n\n{messages[1]}{deep}\n\n{messages[2]}\n{WORDS}\n"
    assert texts(box.encode(), "box.mbox") == [f"0\n\n{WORDS}", f"2\n\n{WORDS}"]


def documents(depth: int) -> Iterator[tuple[str, bytes]]:
    """Yield (name, bytes) of a file of each format whose words are nested so deep."""
    head = "From: a@example.org\nTo: b@example.org\nSubject: Lamps\n"
    parts = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth))
    yield "parts.eml", f"{head}{parts}Content-Type: text/plain\n\n{WORDS}".encode()
    yield "quotations.eml", f"{head}\n{'>' * depth} {WORDS}".encode()
    yield "html.eml", f"{head}Content-Type: text/html\n\n{nested('<div>', '</div>', depth)}".encode()
    for tag in ("div", "span", "b", "p", "ul><li", "table><tr><td", "blockquote", "article", "font", "a href=x"):
        closing = "".join(f"</{each.split()[0]}>" for each in reversed(tag.split("><")))
        for name, after in (("closed", closing), ("open", "")):
            page = nested(f"<{tag}>", after, depth, f"<p>{WORDS}</p>")
            yield f"{name}.html", f"<html><body><h1>Lamps</h1>{page}</body></html>".encode()
            yield f"{name}.epub", epub({"c1.xhtml": f"<html><body>{page}</body></html>"})
    for opening, closing in (("[", "]"), ('{"a":', "}"), ('{"articles":[', "]}"), ('{"author":', "}")):
        yield "value.json", nested(opening, closing, depth, json.dumps(WORDS)).encode()
    yield "markup.json", json.dumps({"text": nested("<p>", "</p>", depth)}).encode()
    yield "markup-left-open.json", json.dumps({"text": nested("<b>", "", depth) + "</b>"}).encode()
    for opening, closing in (
        *(("> ", ""), (">", ""), ("- ", ""), ("1. ", ""), ("> - ", ""), ("*", "*"), ("**", "**"), ("[", "](x)")),
        *(("![", "](x)"), ("<b>", "</b>"), ("`", "`"), ("[](", ""), ("*a _b ", ""), ("(", ")")),
    ):
        yield "marks.md", f"# Lamps\n\n{nested(opening, closing, depth)}\n".encode()
        yield "heading.md", f"# Lamps\n\n# {nested(opening, closing, depth)}\n".encode()
        yield "marks.rst", f"Lamps\n=====\n\n{nested(opening, closing, depth)}\n".encode()
    for opening, closing in (("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", ""), ("!a ", "")):
        yield "front.md", f"---\ntitle: {nested(opening, closing, depth, 'x')}\n---\n\n{WORDS}\n".encode()
    yield "tags.srt", f"1\n00:00:01,000 --> 00:00:02,000\n{nested('<b>', '</b>', depth)}\n".encode()
    yield "tags.vtt", f"WEBVTT\n\n00:01.000 --> 00:02.000\n{nested('<c.x>', '</c>', depth)}\n".encode()
    yield from office_packages(depth)


def office_packages(depth: int) -> Iterator[tuple[str, bytes]]:
    paragraph = f"<w:p><w:r><w:t>{WORDS}</w:t></w:r></w:p>"
    shape = f"<p:sp><p:nvSpPr/><p:spPr/><p:txBody><a:bodyPr/><a:p><a:r><a:t>{WORDS}</a:t></a:r></a:p></p:txBody></p:sp>"
    row = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{WORDS}</t></is></c></row>'
    for name, part, opening, closing, inside in (
        ("tables.docx", _BODY, "<w:tbl><w:tblGrid/><w:tr><w:tc>", "<w:p/></w:tc></w:tr></w:tbl>", paragraph),
        ("groups.pptx", _SLIDE, "<p:grpSp><p:nvGrpSpPr/><p:grpSpPr/>", "</p:grpSp>", shape),
        ("rows.xlsx", _SHEET, "<extLst>", "</extLst>", row),
    ):
        xml = _AROUND[part].format(nested(opening, closing, depth, inside))
        yield name, repacked(sound(name.rpartition(".")[2]), {part: xml.encode()})


_OFFICE = "http://schemas.openxmlformats.org"
_BODY, _SLIDE, _SHEET = "word/document.xml", "ppt/slides/slide1.xml", "xl/worksheets/sheet1.xml"
_AROUND = {
    _BODY: f'<w:document xmlns:w="{_OFFICE}/wordprocessingml/2006/main"><w:body>{{}}</w:body></w:document>',
    _SLIDE: (
        f'<p:sld xmlns:a="{_OFFICE}/drawingml/2006/main" xmlns:p="{_OFFICE}/presentationml/2006/main">'
        "<p:cSld><p:spTree>{}</p:spTree></p:cSld></p:sld>"
    ),
    _SHEET: f'<worksheet xmlns="{_OFFICE}/spreadsheetml/2006/main"><sheetData>{{}}</sheetData></worksheet>',
}


@pytest.mark.parametrize("depth", DEPTHS)
def test_what_is_nested_is_read_or_refused_with_a_reason(depth: int) -> None:
    refused = 0
    for name, data in documents(depth):
        try:
            found = texts(data, name)
        except ReadError as error:
            refused += 1
            reason = str(error)
        else:
            reason = "" if any(WORDS in text for text in found) else "lost"
        assert not reason or ";" in reason, (name, data[:80], reason)
    assert refused < 10 or depth > 100


@pytest.mark.parametrize(
    "holder", ["<html><body>{}</body></html>", "<html><body><nav>Home</nav><p>{}</p></body></html>"]
)
def test_a_page_is_read_to_its_end_up_to_the_depth_at_which_it_is_refused(holder: str) -> None:
    def page(depth: int) -> bytes:
        return f"<html>{holder}</html>".format(nested("<div>", "</div>", depth) + f"<p>{WORDS}</p>").encode()

    for depth in (240, 250, 251, 252, 253, 254, 255, 256, 2_000):
        (text,) = texts(page(depth), "lamps.html")
        assert text.count(WORDS) == 2, depth
    with pytest.raises(DamagedFile, match="nested too deeply to read; save the page"):
        texts(page(2_100), "lamps.html")


def test_an_article_is_read_as_it_stands_where_its_markup_is_nested_too_deeply() -> None:
    articles = [{"title": "Lamps", "text": nested("<b>", "</b>", depth)} for depth in (10, 3_000)]
    plain, deep = texts(json.dumps(articles).encode(), "lamps.json")
    assert plain == f"Lamps\n\n{WORDS}"
    assert deep.startswith("Lamps\n\n<b><b>")
    assert WORDS in deep


def test_a_reader_that_follows_in_calls_how_deeply_things_are_nested_refuses_what_is_too_deep(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def follow(data: bytes, path: str, options: object) -> Iterator[Part]:
        yield from follow(data, path, options)

    monkeypatch.setattr(Format.TEXT, "load", lambda: follow)
    with pytest.raises(DamagedFile, match="nested too deeply to read; save it"):
        list(read(WORDS.encode(), "lamps.txt"))
