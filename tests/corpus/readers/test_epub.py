"""What the reader of e-books makes of EPUB 2 and 3, whole, broken and built to do harm."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import readers
from corpus.errors import DamagedFile, EmptyFile, EncryptedFile, ReadError, TooLarge
from corpus.readers import Format
from corpus.readers.epub.reader import read_epub
from corpus.text.passages import split

if TYPE_CHECKING:
    from corpus.documents import Content

CONTAINER = """<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""
XHTML = '<?xml version="1.0" encoding="utf-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml" \
xmlns:epub="http://www.idpf.org/2007/ops"><head><title>x</title></head><body>{}</body></html>'
SAID = """<dc:title>The Old Mill</dc:title><dc:creator id="a">Ida Bell</dc:creator>
<dc:creator id="b">Max Ink</dc:creator><meta refines="#b" property="role">ill</meta><dc:creator>Tom Bell</dc:creator>
<dc:publisher>Mill Press</dc:publisher><dc:date>2021-03-04T00:00:00Z</dc:date><dc:language>en</dc:language>
<dc:identifier>urn:uuid:1</dc:identifier><dc:source>https://mill.example/book</dc:source>"""
WATER = "The water of the old mill runs cold, even in the middle of August."
WHEEL = "The wheel has forty buckets of nine litres each."


def opf(items: dict[str, str], *, said: str = SAID, extra: str = "", spine: str = "", more: str = "") -> str:
    """`items`: href to properties; every one is in the spine unless `spine` says otherwise."""
    manifest = "".join(
        f'<item id="i{nth}" href="{href}" media-type="application/xhtml+xml" properties="{properties}"/>'
        for nth, (href, properties) in enumerate(items.items())
    )
    order = spine or "".join(f'<itemref idref="i{nth}"/>' for nth in range(len(items)))
    return (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" xmlns:opf="http://www.idpf.org/2007/opf" '
        f'version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{said}</metadata>'
        f"<manifest>{manifest}{extra}</manifest><spine>{order}</spine>{more}</package>"
    )


def nav(entries: str) -> str:
    return XHTML.format(
        f'<nav epub:type="landmarks"><ol><li><a href="a.xhtml">No</a></li></ol></nav>'
        f'<nav epub:type="toc"><h1>Contents</h1><ol>{entries}</ol></nav>'
    )


def epub(package: str, **parts: str) -> bytes:
    """Parts of the folder OEBPS by the stem of their names."""
    named = {f"OEBPS/{name}.xhtml": XHTML.format(body) if "<?xml" not in body else body for name, body in parts.items()}
    return zipped({"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": package, **named})


def zipped(parts: dict[str, str]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        for name, text in parts.items():
            archive.writestr(name, text)
    return stream.getvalue()


def read(data: bytes) -> Content:
    (part,) = readers.read(data, "old_mill.epub")
    return part.content


def headings_of(content: Content) -> list[tuple[int, str]]:
    assert all(" ".join(each.span.of(content.text).split()) == each.text for each in content.headings)
    return [(each.level, each.text) for each in content.headings]


def test_chapters_stand_in_the_order_of_the_spine_under_their_headings() -> None:
    package = opf({"b.xhtml": "", "a.xhtml": ""}, spine='<itemref idref="i1"/><itemref idref="i0"/>')
    content = read(epub(package, a=f"<h1>Water</h1><p>{WATER}</p>", b=f"<h1>The wheel</h1><p>{WHEEL}</p>"))
    assert content.text == f"Water\n\n{WATER}\n\nThe wheel\n\n{WHEEL}"
    assert headings_of(content) == [(1, "Water"), (1, "The wheel")]
    assert content.media_type == Format.EPUB.media_type
    assert [passage.heading for passage in split(content)] == ["Water", "The wheel"]


def test_the_package_says_what_the_book_is() -> None:
    said = read(epub(opf({"a.xhtml": ""}), a=f"<p>{WATER}</p>")).metadata
    assert (said.title, said.author, said.publisher) == ("The Old Mill", "Ida Bell, Tom Bell", "Mill Press")
    assert (said.date, said.language, said.url) == ("2021-03-04", "en", "https://mill.example/book")


def test_the_package_of_an_old_book_names_roles_and_events_as_attributes() -> None:
    said = """<dc:creator opf:role="edt">Max Ink</dc:creator><dc:creator opf:role="aut">Ida Bell</dc:creator>
        <dc:date opf:event="modification">2022-01-01</dc:date><dc:date opf:event="publication">1871</dc:date>
        <dc:language>und</dc:language><dc:source>javascript:alert(1)</dc:source>
        <dc:identifier>https://mill.example/1</dc:identifier>"""
    found = read(epub(opf({"a.xhtml": ""}, said=said), a=f"<h2>Water</h2><p>{WATER}</p>")).metadata
    assert (found.title, found.author, found.date) == ("Water", "Ida Bell", "1871")
    assert (found.language, found.url) == (None, "https://mill.example/1")


def test_the_table_of_contents_names_chapters_without_a_heading_and_is_not_text_itself() -> None:
    entries = (
        '<li><a href="a.xhtml">Part  One</a><ol><li><a href="a.xhtml#w">Water</a></li>'
        '<li><a href="a.xhtml#x%20y">Wheel</a></li></ol></li><li><a href="b.xhtml">Paths</a></li>'
        '<li><a href="https://mill.example/">Web</a></li>'
    )
    content = read(
        epub(
            opf({"nav.xhtml": "nav", "a.xhtml": "", "b.xhtml": ""}),
            nav=nav(entries),
            a=f'<p>About this part.</p><p class="c" id="w"><b>WATER</b></p><p>{WATER}</p>'
            f'<div id="x y"><p>{WHEEL}</p></div>',
            b="<h2>The paths</h2><p>They are dry.</p>",
        )
    )
    assert headings_of(content) == [(1, "Part One"), (2, "WATER"), (2, "Wheel"), (2, "The paths")]
    assert content.text == (
        f"Part One\n\nAbout this part.\n\nWATER\n\n{WATER}\n\nWheel\n\n{WHEEL}\n\nThe paths\n\nThey are dry."
    )


def test_the_table_of_an_old_book_is_read_too() -> None:
    ncx = """<?xml version="1.0"?><ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>
        <navPoint><navLabel><text>Part One</text></navLabel><content src="a.xhtml"/>
        <navPoint><navLabel><text>Water</text></navLabel><content src="a.xhtml#w"/></navPoint></navPoint>
        </navMap></ncx>"""
    package = opf(
        {"toc.xhtml": "", "a.xhtml": ""},
        extra='<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>',
        more='<guide><reference type="toc" href="toc.xhtml"/></guide>',
    )
    parts = {
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": package,
        "OEBPS/toc.ncx": ncx,
        "OEBPS/toc.xhtml": XHTML.format("<p>Contents</p><p>Water 1</p>"),
        "OEBPS/a.xhtml": XHTML.format(f'Loose words.<p><a id="w"/>{WATER}</p>'),
    }
    content = read(zipped(parts))
    assert content.text == f"Part One\n\nLoose words.\n\nWater\n\n{WATER}"
    assert headings_of(content) == [(1, "Part One"), (2, "Water")]


def test_entities_empty_elements_and_ruby_are_read_as_a_reader_shows_them() -> None:
    page = (
        "<?xml version='1.0'?><!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.1//EN' "
        "'http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd'><html xmlns='http://www.w3.org/1999/xhtml'><head><title/>"
        "<script src='x.js'/></head><body><p/><p>Caf&eacute; &amp; mill &mdash; <ruby>水<rt>mizu</rt></ruby>.</p>"
        "<!-- no --><svg xmlns='http://www.w3.org/2000/svg'><title>no</title></svg></body></html>"
    )
    assert read(epub(opf({"a.xhtml": ""}), a=page)).text == "Café & mill — 水."


def test_a_chapter_that_is_not_well_formed_is_read_as_html() -> None:
    assert read(epub(opf({"a.xhtml": ""}), a=f"<p>{WATER}<br>&nothing; <b>It</p><p>runs.")).text.startswith(WATER)


def test_a_chapter_in_another_encoding_is_read() -> None:
    page = "<?xml version='1.0' encoding='iso-8859-2'?><html><body><p>Zażółć gęślą jaźń.</p></body></html>"
    parts = {"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": opf({"a.xhtml": "", "b.xhtml": ""})}
    stream = BytesIO(zipped(parts))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("OEBPS/a.xhtml", page.encode("iso-8859-2"))
        archive.writestr("OEBPS/b.xhtml", page.replace("iso-8859-2", "utf-16").encode("utf-16"))
    assert read(stream.getvalue()).text == "Zażółć gęślą jaźń.\n\nZażółć gęślą jaźń."


def test_chapters_that_are_missing_outside_or_named_twice_do_not_hide_the_others() -> None:
    package = opf(
        {"gone.xhtml": "", "../../etc/passwd": "", "/etc/passwd": "", "file:///etc/passwd": "", "./x/../a.xhtml": ""},
        spine="".join(f'<itemref idref="i{nth}"/>' for nth in (0, 1, 2, 3, 4, 4, 9)),
    )
    assert read(epub(package, a=f"<p>{WATER}</p>")).text == WATER


def test_a_book_without_a_spine_gives_its_pages_as_they_are_listed() -> None:
    package = opf({"a.xhtml": "", "b.xhtml": ""}, spine='<itemref idref="nothing"/>')
    assert read(epub(package, a=f"<p>{WATER}</p>", b=f"<p>{WHEEL}</p>")).text == f"{WATER}\n\n{WHEEL}"


def locked(algorithm: str, name: str) -> str:
    return (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
        'xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
        f'<enc:EncryptionMethod Algorithm="{algorithm}"/><enc:CipherData><enc:CipherReference URI="{name}"/>'
        "</enc:CipherData></enc:EncryptedData></encryption>"
    )


def protected(encryption: str) -> bytes:
    stream = BytesIO(epub(opf({"a.xhtml": ""}), a=f"<p>{WATER}</p>"))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("META-INF/encryption.xml", encryption)
    return stream.getvalue()


def test_a_protected_book_says_so() -> None:
    with pytest.raises(EncryptedFile, match="free of"):
        read(protected(locked("http://www.w3.org/2001/04/xmlenc#aes256-cbc", "OEBPS/a.xhtml")))


@pytest.mark.parametrize(
    ("algorithm", "name"),
    [
        ("http://www.idpf.org/2008/embedding", "OEBPS/font.otf"),
        ("http://ns.adobe.com/pdf/enc#RC", "OEBPS/font.otf"),
        ("http://www.w3.org/2001/04/xmlenc#aes256-cbc", "OEBPS/cover.jpg"),
    ],
)
def test_hidden_fonts_and_pictures_do_not_keep_the_words_from_being_read(algorithm: str, name: str) -> None:
    assert read(protected(locked(algorithm, name))).text == WATER


@pytest.mark.parametrize(
    ("parts", "advice"),
    [
        ({"META-INF/container.xml": "<nothing"}, "list of contents"),
        ({"META-INF/container.xml": CONTAINER}, "list of contents"),
        ({"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": ""}, "list of contents"),
        ({"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": "<package/>"}, "chapters"),
        ({"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": opf({"gone.xhtml": ""})}, "chapters.*save it"),
        (
            {"META-INF/container.xml": CONTAINER.replace("OEBPS/", "../"), "OEBPS/book.opf": opf({"a.xhtml": ""})},
            "list of contents",
        ),
    ],
)
def test_a_broken_book_says_what_is_wrong(parts: dict[str, str], advice: str) -> None:
    with pytest.raises(DamagedFile, match=advice):
        read(zipped(parts))


def test_a_book_of_pictures_is_empty() -> None:
    with pytest.raises(EmptyFile):
        read(epub(opf({"a.xhtml": ""}), a="<p><img src='cover.jpg'/></p>"))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(TooLarge, match="unpack"):
        read(epub(opf({"a.xhtml": ""}), a=" " * (40 * 2**20)))


LAUGHS = "<!DOCTYPE x [<!ENTITY a0 'ha'>{}]>".format(
    "".join(f"<!ENTITY a{nth} '{f'&a{nth - 1};' * 10}'>" for nth in range(1, 12))
)
OUTSIDE = "<!DOCTYPE x [<!ENTITY a11 SYSTEM 'file:///etc/passwd'><!ENTITY % p SYSTEM 'file:///etc/passwd'> %p;]>"


@pytest.mark.parametrize("declaration", [LAUGHS, OUTSIDE])
def test_entities_of_a_hostile_chapter_are_not_expanded(declaration: str) -> None:
    chapter = f"<?xml version='1.0'?>{declaration}<html lang='&a11;'><body><p>{WATER} &a11;</p></body></html>"
    assert read(epub(opf({"a.xhtml": ""}), a=chapter)).text == f"{WATER} &a11;"


@pytest.mark.parametrize("declaration", [LAUGHS, OUTSIDE])
def test_entities_of_a_hostile_package_are_not_expanded(declaration: str) -> None:
    package = opf({"a.xhtml": ""}, said="<dc:title>Mill &a11;</dc:title>").replace("?>", f"?>{declaration}", 1)
    try:
        title = read(epub(package, a=f"<p>{WATER}</p>")).metadata.title
    except DamagedFile:
        return
    assert "root:" not in title
    assert len(title) < 20


def test_a_book_cut_short_is_damaged() -> None:
    data = epub(opf({"a.xhtml": ""}), a=f"<p>{WATER}</p>")
    with pytest.raises(DamagedFile, match="cut short"):
        read(data[:-30])


def test_a_chapter_whose_bytes_are_damaged_is_left_out() -> None:
    data = bytearray(epub(opf({"a.xhtml": "", "b.xhtml": ""}), a=f"<p>{WATER * 20}</p>", b=f"<p>{WHEEL}</p>"))
    at = data.index(b"OEBPS/a.xhtml") + len(b"OEBPS/a.xhtml") + 20
    data[at : at + 8] = bytes(8)
    assert read(bytes(data)).text == WHEEL


_BITS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<h1>",
        "</h1>",
        "<h3>",
        "<br/>",
        "<br>",
        "<a id='w'/>",
        "<div id='w'>",
        "</div>",
        "&eacute;",
        "&x;",
        "<nav>",
        "<li>",
        "<ol>",
        "]]>",
        "<![CDATA[",
        "<!--",
        "-->",
        "Water",
        " ",
        "It runs.",
        "<svg>",
        "</body>",
        "\x00",
    ]
)
_BODY = st.lists(_BITS | st.text(max_size=5), max_size=25).map("".join)


@settings(deadline=None)
@given(_BODY, st.lists(st.sampled_from(["a.xhtml", "a.xhtml#w", "a.xhtml#", "b.xhtml"]), max_size=4))
def test_any_chapters_have_headings_in_order_within_their_text(body: str, targets: list[str]) -> None:
    entries = "".join(f'<li><a href="{target}">Water {nth}</a></li>' for nth, target in enumerate(targets))
    package = opf({"nav.xhtml": "nav", "a.xhtml": "", "b.xhtml": ""})
    data = epub(package, nav=nav(entries), a=body.replace("<?xml", ""), b=f"<p>{WHEEL}</p>")
    content = read_epub(data, "a.epub")
    end = 0
    for heading in content.headings:
        assert end <= heading.span.start < heading.span.end <= len(content.text)
        assert heading.span.of(content.text) == heading.text
        end = heading.span.end
    assert WHEEL in {sentence.of(content.text) for passage in split(content) for sentence in passage.sentences}


@settings(deadline=None)
@given(st.binary(max_size=300), st.integers(0, 2000))
def test_a_book_with_any_bytes_in_it_is_read_or_refused(noise: bytes, at: int) -> None:
    data = epub(opf({"a.xhtml": ""}), a=f"<p>{WATER}</p>")
    try:
        content = read_epub(data[:at] + noise + data[at + len(noise) :], "a.epub")
    except ReadError:
        return
    assert content.body.of(content.text) == content.text


@settings(deadline=None)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=8))
def test_each_planted_sentence_is_found_under_its_chapter(sizes: list[int]) -> None:
    chapters = {
        f"c{nth}": [f"Mill {nth} of the valley turns {turn} times a day." for turn in range(size)]
        for nth, size in enumerate(sizes)
    }
    entries = "".join(f'<li><a href="{name}.xhtml">Chapter {name}</a></li>' for name in chapters)
    package = opf({"nav.xhtml": "nav", **{f"{name}.xhtml": "" for name in chapters}})
    bodies = {name: "".join(f"<p>{line}</p>" for line in lines) for name, lines in chapters.items()}
    content = read(epub(package, nav=nav(entries), **bodies))
    found = [
        (passage.heading, sentence.of(content.text)) for passage in split(content) for sentence in passage.sentences
    ]
    assert found == [(f"Chapter {name}", line) for name, lines in chapters.items() for line in lines]


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'
DRAWN = SVG.format(
    "<title>Figure 7</title><defs><text>Kept for later</text></defs><desc>A mill</desc>"
    '<text x="1" y="10">The mill pond holds</text><text x="1" y="20">ninety thousand litres.</text>'
    '<g display="none"><text>Not shown</text></g><text style="display: none">Nor this</text>'
    '<a href="x"><text><tspan x="1" y="30">Sluice</tspan><tspan x="1" y="40">gate</tspan></text></a>'
)


def test_what_is_written_in_a_drawing_is_read_where_it_stands() -> None:
    inside = f"<p>{WATER}</p>{DRAWN}<p>{WHEEL}</p>"
    content = read(epub(opf({"a.xhtml": ""}), a=inside))
    assert content.text == f"{WATER}\n\nThe mill pond holds ninety thousand litres.\n\nSluice gate\n\n{WHEEL}"


def test_pages_that_are_drawings_are_read_and_pictures_that_are_once() -> None:
    package = opf({"a.xhtml": ""}, extra='<item id="p" href="p.svg" media-type="image/svg+xml"/>')
    package = package.replace("</spine>", '<itemref idref="p"/></spine>')
    parts = {"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": package}
    pictures = '<img src="pic.svg" alt="x"/>' * 2
    parts["OEBPS/a.xhtml"] = XHTML.format(f"<p>{WATER}</p>{pictures}")
    parts["OEBPS/pic.svg"] = SVG.format("<text>The wheel turns to the left.</text>")
    parts["OEBPS/p.svg"] = '<?xml version="1.0"?>' + SVG.format("<text>The end of the mill.</text>")
    assert read(zipped(parts)).text == f"{WATER}\n\nThe wheel turns to the left.\n\nThe end of the mill."
