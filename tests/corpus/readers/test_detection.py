"""What each reader makes of real small files, and of files built to do harm."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

import docx
import pytest
from fpdf import FPDF
from hypothesis import assume, given
from hypothesis import strategies as st

from corpus import readers
from corpus.documents import Source
from corpus.errors import DamagedFile, EmptyFile, EncryptedFile, ReadError, TooLarge, UnsupportedFile
from corpus.readers import Format, detect_format
from corpus.readers.common.encoding import is_binary
from corpus.readers.common.metadata import iso_date, one_line, title_from
from corpus.web_address import web_address

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus.documents import Content

BEES = "A honey bee colony holds about fifty thousand workers in summer, and a few thousand in winter."
NEWS = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bees live long - The Hive</title>
<link rel="canonical" href="https://hive.example/bees"><meta property="og:site_name" content="The Hive">
<meta name="author" content="Ann Keeper">
<meta property="article:published_time" content="2023-05-04T10:00:00Z">
<script>var tracked = "by a script"</script><style>p {{ color: red }}</style></head><body>
<nav><ul><li><a href="/">Home page</a></li><li><a href="/w">World news</a></li></ul></nav>
<article><h1>Bees live long</h1><p>{BEES} They <b>fly</b> far away and <a href="/x">come back</a>.</p>
<h2>Queens</h2><p>The queen lives for up to five years &amp; lays eggs all day long.</p>
<ul><li>Workers gather nectar</li><li>Drones do not</li></ul>
<table><tr><th>Year</th><th>Hives</th></tr><tr><td>2020</td><td>12</td></tr></table>
</article><footer>All rights reserved by The Hive</footer></body></html>"""


def read(data: bytes, path: str) -> Content:
    (part,) = readers.read(data, path)
    return part.content


def headings_of(content: Content) -> list[tuple[int, str, str]]:
    return [(each.level, each.text, each.span.of(content.text)) for each in content.headings]


def pdf_of(*pages: str, **settings: str) -> bytes:
    pdf = FPDF()
    if "password" in settings:
        pdf.set_encryption(owner_password="owner", user_password=settings["password"])
    pdf.set_title(settings.get("title", ""))
    pdf.set_author(settings.get("author", ""))
    for page in pages:
        pdf.add_page()
        pdf.set_font("helvetica", size=11)
        pdf.multi_cell(0, text=page, align="L")
    return bytes(pdf.output())


def docx_of(write: Callable[[Any], object]) -> bytes:
    document = docx.Document()
    write(document)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def zip_of(**parts: bytes) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\r\n\t \ufeff\u00a0\u0085")))
def test_a_utf8_text_file_is_stored_as_it_is(text: str) -> None:
    data = text.encode("utf-8")
    assume(text.strip("\ufeff\u200b\u2060 \r\n\t\u00a0\u0085").strip() and kind_of_or_none(data) is Format.TEXT)
    assert read(data, "a.txt").text == text


def kind_of_or_none(data: bytes) -> Format | None:
    try:
        return detect_format(data, "a.txt")
    except ReadError:
        return None


def test_line_ends_no_break_spaces_and_a_byte_order_mark_are_kept() -> None:
    content = read("\ufeffBees\u00a0fly.\r\nFar.\n".encode(), "a.txt")
    assert content.text == "\ufeffBees\u00a0fly.\r\nFar.\n"
    assert content.body.of(content.text) == "Bees\u00a0fly.\r\nFar.\n"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-16", "Bletët fluturojnë mbi kodra në verë."),
        ("utf-16-le", "Bees fly over the hills in summer."),
        ("utf-16-be", "Bees fly over the hills in summer."),
        ("utf-32", "Bletët fluturojnë."),
        ("cp1252", "The “café” in Tiranë – where Çuçi says he’ll meet us – is open."),
        ("iso-8859-2", "Pszczoły latają nad wzgórzami w lecie, a wieczorem wracają. Królowa żyje pięć lat."),
        ("cp1251", "Пчёлы летают над холмами летом и возвращаются вечером."),
        ("shift_jis", "これは日本語のテキストです。蜂は夏に飛びます。"),
    ],
)
def test_text_in_another_encoding_is_read(encoding: str, text: str) -> None:
    assert read(text.encode(encoding), "a.txt").text == text


def test_one_broken_byte_does_not_turn_utf8_into_nonsense() -> None:
    data = "Çuçi është në Tiranë, në shtëpinë e tij të bukur.".encode()[:-1] + b"\xff."
    assert read(data, "a.txt").text == "Çuçi është në Tiranë, në shtëpinë e tij të bukur\ufffd."


def test_utf16_that_is_cut_in_the_middle_of_a_character_loses_that_character() -> None:
    assert read("bees".encode("utf-16")[:-1], "a.txt").text == "bee\ufffd"


def test_a_mark_that_the_bytes_after_it_contradict_is_damage() -> None:
    with pytest.raises(DamagedFile, match="UTF-16"):
        read("\udc00\udc01\udc02 bees".encode("utf-16", "surrogatepass"), "a.txt")


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", b"---\ntitle: Bees\n---\n\n"])
def test_a_file_without_text_is_empty(data: bytes) -> None:
    with pytest.raises(EmptyFile, match="check"):
        read(data, "a.md")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("BEE KEEPER'S HANDBOOK\nFor beginners\n\nBees dance.", "BEE KEEPER'S HANDBOOK"),
        ("CHAPTER\nIt was cold.\n\nBees dance.", "Notes on bees"),
        ("Bees in winter\n\nThey sleep little.", "Bees in winter"),
        ("Bees in winter\r\n\r\nThey sleep little.", "Bees in winter"),
        ("Home » Animals » Bees\n\nBees in winter\n\nThey sleep little.", "Bees in winter"),
        ("They sleep little.\n\nThey eat honey.", "Notes on bees"),
        ("One line\nand another\n\nThey eat honey.", "Notes on bees"),
        ("They sleep little and eat honey", "Notes on bees"),
    ],
)
def test_a_first_line_that_stands_alone_is_the_title_else_the_file_name(text: str, title: str) -> None:
    assert read(text.encode(), "/notes/notes_on-bees.txt").metadata.title == title


def test_markdown_front_matter_becomes_metadata_and_stays_in_the_text() -> None:
    text = (
        "---\ntitle: 'Bees: a life'\nauthor: [Ann, Ben]\npublisher: Hive\ndate: 2023-05\nlang: en\n"
        "url: https://hive.example/b\nsources:\n  - publisher: The Hive\n    title: Bees\n"
        "    date: 2020-01-04\n  - https://other.example/\n  - 7: x\n---\n\n# Bees\n\nThey fly.\n"
    )
    content = read(text.encode(), "a.md")
    assert content.text == text
    assert content.body.of(text) == "\n# Bees\n\nThey fly.\n"
    said = content.metadata
    assert (said.title, said.author, said.publisher) == ("Bees: a life", "Ann, Ben", "Hive")
    assert (said.date, said.language, said.url) == ("2023-05", "en", "https://hive.example/b")
    assert said.sources == (
        Source(publisher="The Hive", title="Bees", date="2020-01-04"),
        Source(url="https://other.example/"),
    )


def test_markdown_headings_are_found_with_their_exact_places() -> None:
    text = (
        "Intro.\r\n\r\n# *Bees* & `wax` [here](http://x) #\r\n\r\n```\n# a comment\n```\n\n"
        "Queens\n------\n\n> # quoted\n\n- # listed\n\n### Drones\n    # code\n"
    )
    assert headings_of(read(text.encode(), "a.md")) == [
        (1, "Bees & wax here", "# *Bees* & `wax` [here](http://x) #"),
        (2, "Queens", "Queens\n------"),
        (3, "Drones", "### Drones"),
    ]


def test_a_long_paragraph_over_dashes_is_no_heading() -> None:
    assert not read(f"{BEES * 3}\n---\nMore.".encode(), "a.md").headings


def test_markdown_without_front_matter_is_called_by_its_first_heading() -> None:
    assert read(b"Text.\n\n## The bees\n", "a.md").metadata.title == "The bees"
    assert read(b"Just text.\n", "on_bees.md").metadata.title == "On bees"


@pytest.mark.parametrize(
    "fields",
    [
        "title: [unclosed\ndate: 2020",
        "- a\n- list",
        "just words\nand more",
        "a: &a [x, x]\nb: &b [*a, *a]\ntitle: *missing",
        "[" * 5000,
        "title:\n&x [*x]",
        "title: \x01\ndate: 2020",
    ],
)
def test_broken_front_matter_is_text_like_any_other(fields: str) -> None:
    text = f"---\n{fields}\n---\n\n# Bees\n"
    content = read(text.encode(), "a.md")
    assert content.body.of(content.text) == text
    assert content.metadata.title == "Bees"


def test_hostile_fields_are_left_out_and_nothing_is_constructed() -> None:
    bomb = "\n".join(f"k{i}: &k{i} [{', '.join([f'*k{i - 1}'] * 9) if i else 'x'}]" for i in range(20))
    text = (
        f"---\n{bomb}\nauthor: *k19\ntitle: {{a: b}}\ndate: 2023-13-45\nlanguage: ~\n"
        'publisher: !!python/object/apply:os.system ["false"]\n'
        'url: "javascript:alert(1)"\nsources: 7\n---\nBees.\n'
    )
    said = read(text.encode(), "on_bees.md").metadata
    assert (said.title, said.author, said.date, said.language, said.url) == (
        "On bees",
        None,
        None,
        None,
        None,
    )
    assert said.sources == (Source(title="7"),)


def test_a_news_page_gives_its_article_and_what_it_says_of_itself() -> None:
    content = read(NEWS.encode(), "page.html")
    said = content.metadata
    assert (said.title, said.author, said.publisher) == ("Bees live long", "Ann Keeper", "The Hive")
    assert (said.date, said.url, said.language) == ("2023-05-04", "https://hive.example/bees", "en")
    assert headings_of(content) == [(1, "Bees live long", "Bees live long"), (2, "Queens", "Queens")]
    assert content.text.split("\n\n") == [
        "Bees live long",
        f"{BEES} They fly far away and come back.",
        "Queens",
        "The queen lives for up to five years & lays eggs all day long.",
        "- Workers gather nectar\n- Drones do not",
        "Year: 2020\nHives: 12",
    ]


def test_a_plain_page_keeps_its_headings_and_lists() -> None:
    page = f"<h1>Bees</h1><p>{BEES}</p><h2>Kinds</h2><ul><li>Workers<li>Drones</ul><script>x()</script>"
    content = read(page.encode(), "a.html")
    assert content.text == f"Bees\n\n{BEES}\n\nKinds\n\n- Workers\n\n- Drones"
    assert headings_of(content) == [(1, "Bees", "Bees"), (2, "Kinds", "Kinds")]


def test_a_page_that_names_no_date_gets_none() -> None:
    assert read(f"<html><body><p>{BEES}</p></body></html>".encode(), "a.html").metadata.date is None


def test_a_page_is_read_in_the_charset_that_it_declares() -> None:
    page = '<html><head><meta charset="iso-8859-2"></head><body><p>Zażółć gęślą jaźń.</p></body></html>'
    assert read(page.encode("iso-8859-2"), "a.html").text == "Zażółć gęślą jaźń."


def test_a_page_of_scripts_only_is_empty() -> None:
    with pytest.raises(EmptyFile):
        read(b"<html><body><script>only()</script></body></html>", "a.html")


def test_an_external_entity_in_a_page_is_not_read() -> None:
    page = (
        '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        f"<html><body><p>{BEES} &x;</p></body></html>"
    )
    assert "root:" not in read(page.encode(), "a.xhtml").text


def test_pdf_pages_stand_at_their_places_and_wrapped_lines_are_joined() -> None:
    first, second = " ".join([BEES] * 4), "The queen lives for up to five years."
    content = read(pdf_of(first, second, title="On bees", author="Ann"), "a.pdf")
    assert [(page.number, page.span.of(content.text)) for page in content.places] == [(1, first), (2, second)]
    assert content.text == f"{first}\n\n{second}"
    assert (content.metadata.title, content.metadata.author) == ("On bees", "Ann")


def test_pdf_paragraphs_are_kept_apart() -> None:
    long = f"{BEES} {BEES} The queen lives for up to five years and lays eggs."
    content = read(pdf_of(f"{long}\n\n{long}\nShort one.\nAnother."), "a.pdf")
    assert content.text.split("\n\n") == [long, long, "Short one.", "Another."]


def test_words_broken_at_a_pdf_line_end_are_mended_by_what_the_document_knows() -> None:
    lines = (
        "A well-known bee has a thou-",
        "sand hives, a well-",
        "known fact from the Tirana-",
        "Durres road.",
    )
    text = read(pdf_of("\n".join(lines)), "a.pdf").text
    assert "has a thousand hives" in text
    assert "hives, a well-known fact" in text
    assert "Tirana-Durres road" in text


def test_a_sentence_that_runs_over_a_page_is_not_torn() -> None:
    content = read(pdf_of("The bees of the old", "mill fly far."), "a.pdf")
    assert content.text == "The bees of the old mill fly far."
    assert [page.span.of(content.text) for page in content.places] == ["The bees of the old", "mill fly far."]


def test_larger_type_in_a_pdf_is_a_heading_and_replaces_a_useless_title() -> None:
    pdf = FPDF()
    pdf.set_title("Microsoft Word - bees.doc")
    pdf.add_page()
    for size, words in ((20, "The life of bees"), (11, BEES), (14, "Queens"), (11, f"{BEES} {BEES}")):
        pdf.set_font("helvetica", size=size)
        pdf.multi_cell(0, text=words, align="L")
        pdf.ln(4)
    content = read(bytes(pdf.output()), "a.pdf")
    assert headings_of(content) == [(1, "The life of bees", "The life of bees"), (2, "Queens", "Queens")]
    assert content.metadata.title == "The life of bees"


@pytest.mark.parametrize(
    ("data", "error", "advice"),
    [
        (pdf_of(BEES, password="secret"), EncryptedFile, "without one"),
        (pdf_of(BEES)[:500], DamagedFile, "again"),
        (b"%PDF-1.7\n\x00\xff broken", DamagedFile, "again"),
        (pdf_of(""), EmptyFile, "OCR"),
    ],
)
def test_a_pdf_that_cannot_be_read_says_what_to_do(data: bytes, error: type[ReadError], advice: str) -> None:
    with pytest.raises(error, match=advice):
        read(data, "a.pdf")


def test_a_word_document_keeps_headings_lists_tables_and_properties() -> None:
    def write(document: Any) -> None:
        document.core_properties.title, document.core_properties.author = "On bees", "Ann"
        document.add_heading("Bees", 0)
        document.add_paragraph(BEES)
        document.add_heading("Queens", 2)
        document.add_paragraph("one", style="List Bullet")
        document.add_paragraph("two", style="List Number")
        table = document.add_table(2, 2)
        for cell, words in zip(table._cells, ("Year", "Hives", "2020", "12"), strict=True):
            cell.text = words

    content = read(docx_of(write), "a.docx")
    assert content.text.split("\n\n") == ["Bees", BEES, "Queens", "- one\n1. two", "Year: 2020\nHives: 12"]
    assert headings_of(content) == [(1, "Bees", "Bees"), (2, "Queens", "Queens")]
    assert (content.metadata.title, content.metadata.author) == ("On bees", "Ann")


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = zip_of(**{"[Content_Types].xml": b"", "word/document.xml": b" " * (40 * 2**20)})
    with pytest.raises(TooLarge, match="unpack"):
        read(bomb, "a.docx")


def test_a_word_document_with_an_entity_is_refused_as_word_does_and_tells_nothing() -> None:
    stream, original = (
        BytesIO(),
        zipfile.ZipFile(BytesIO(docx_of(lambda d: d.add_paragraph("Bees SECRET fly.")))),
    )
    with zipfile.ZipFile(stream, "w") as changed:
        for name in original.namelist():
            part = original.read(name)
            if name == "word/document.xml":
                body = part.split(b"?>", 1)[1].replace(b"SECRET", b"&x;")
                part = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + body
            changed.writestr(name, part)
    with pytest.raises(DamagedFile, match="as DOCX again") as refused:
        read(stream.getvalue(), "a.docx")
    assert "root:" not in str(refused.value)


@pytest.mark.parametrize(
    ("data", "name", "error", "advice"),
    [
        (docx_of(lambda d: d.add_paragraph(BEES))[:-400], "a.docx", DamagedFile, "cut short"),
        (zip_of(**{"word/document.xml": b"<nothing/>"}), "a.docx", DamagedFile, "as DOCX again"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc", UnsupportedFile, "DOCX"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "a.docx",
            EncryptedFile,
            "password",
        ),
        (zip_of(**{"photo.gif": b"GIF89a"}), "a.zip", EmptyFile, "ZIP archive"),
        (b"GIF89a" + bytes(50), "a.gif", UnsupportedFile, "GIF.*DOCX"),
        (b"\x89PNG", "a.png", DamagedFile, "like a PNG image"),
        (struct.pack("<100i", *range(100)), "a.bin", UnsupportedFile, "DOCX"),
        (struct.pack("<100i", *range(100)), "a.pdf", DamagedFile, "like a PDF"),
        (bytes(range(256)) * 4, "a.txt", DamagedFile, "like a text file"),
    ],
)
def test_a_file_that_no_reader_takes_says_what_it_is(
    data: bytes, name: str, error: type[ReadError], advice: str
) -> None:
    with pytest.raises(error, match=advice):
        read(data, name)


@pytest.mark.parametrize(
    ("data", "name", "file_format"),
    [
        (pdf_of(BEES), "a.txt", Format.PDF),
        (docx_of(lambda d: d.add_paragraph(BEES)), "a.pdf", Format.DOCX),
        (NEWS.encode(), "a.txt", Format.HTML),
        (NEWS.encode("utf-16"), "a", Format.HTML),
        (b"\xfe\xff" + NEWS.encode("utf-16-be"), "a", Format.HTML),
        (BEES.encode(), "a.pdf", Format.TEXT),
        (BEES.encode(), "a.html", Format.TEXT),
        (b"<p>Bees</p>", "a.HTM", Format.HTML),
        (b"# Bees", "A.MD", Format.MARKDOWN),
        (b"print('# Bees')", "a.py", Format.TEXT),
        (b"<!--" + b"--><!--" * 500, "a.txt", Format.TEXT),
    ],
)
def test_a_wrongly_named_file_is_read_as_what_it_is(data: bytes, name: str, file_format: Format) -> None:
    assert detect_format(data, name) is file_format
    assert read(data, name).media_type == file_format.media_type


def test_controls_make_a_file_binary_only_where_they_are_many() -> None:
    assert is_binary(b"bees\0\0\0")
    assert not is_binary(b"bees " * 20 + b"\0")


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2020", "2020"),
        ("2020-1", "2020-01"),
        ("2020-01-04T10:00:00Z", "2020-01-04"),
        ("January 4, 2020", "2020-01-04"),
        ("4 Jan. 2020", "2020-01-04"),
        ("March 2020", "2020-03"),
        ("2020-02-31", None),
        ("12345-01-01", None),
        ("soon", None),
        (None, None),
        (["2020"], None),
    ],
)
def test_a_date_is_as_precise_as_it_is_written(written: object, date: str | None) -> None:
    assert iso_date(written) == date


def test_metadata_is_one_line_of_what_can_be_shown() -> None:
    assert one_line(" The\x00 life\r\nof\u2028\ud800bees ") == "The life of bees"
    assert len(one_line("x" * 1000) or "") == 300
    assert title_from("/a/tirana_by-night.final.txt") == "Tirana by night.final"
    assert title_from("/a/__.txt") == "Untitled"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//x.example", "http://[", "https://a b", 7, ""])
def test_only_web_addresses_are_links(address: object) -> None:
    assert web_address(address) is None
