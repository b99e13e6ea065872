r"""RTF: code pages, escapes, groups that do not show, tables, notes and revisions."""

from __future__ import annotations

import pytest

from corpus.documents import Content, Metadata
from corpus.errors import DamagedFile
from corpus.readers import Format, detect_format, read


def content_of(body: str | bytes, head: str = "") -> Content:
    data = body if isinstance(body, bytes) else body.encode("ascii")
    (part,) = read(rb"{\rtf1\ansi\ansicpg1252" + head.encode() + data + b"}", "/x/file.rtf")
    return part.content


def text_of(body: str | bytes, head: str = "") -> str:
    return content_of(body, head).text


def test_it_is_known_by_its_content() -> None:
    assert detect_format(rb"{\rtf1 Bees.}", "/x/file.txt") is Format.RTF


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"The caf\'e9 \endash  a\~b\_c \{x\}.", "The café – a\u00a0b-c {x}."),
        (r"{\f1 \'e8a\'9a} {\f2 \'83\'65\'83\'58\'83\'67} {\f3 \'b3}", "čaš テスト ≥"),
        (r"\u269?Zvi\u269\'c8 {\uc2 \u8211\'81\'82x} \u-10179?\u-8704?", "čZvič –x 😀"),
        (r"\uc0\u233 t\u233 .", "été."),
        (r"A{\*\unknown hidden {deep}} b{\pict\wmetafile8 0102}{\bin3 }}}c.", "A bc."),
        (r"See {\field{\*\fldinst HYPERLINK x}{\fldrslt the list}}.", "See the list."),
        (r"The ferry{\deleted  never} leaves{\revised  at seven}{\v  secret}.", "The ferry leaves at seven."),
        (r"One.\par\pard {\deleted gone\par }two.\line three.", "One.\n\ntwo.\nthree."),
        (r"{\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt In a box.\par}}{\shprslt no}}Beside.", "Beside.\n\nIn a box."),
    ],
)
def test_what_a_person_sees_is_read(body: str, text: str) -> None:
    fonts = r"{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset238 B;}{\f2\fcharset128 C;}{\f3\fcharset2 Symbol;}}"
    assert text_of(body, fonts) == text


def test_bytes_are_in_the_code_page_of_the_file() -> None:
    (part,) = read(rb"{\rtf1\ansi\ansicpg1251 " + "Пчёлы".encode("cp1251") + rb"\par}", "/x/file.rtf")
    assert part.content.text == "Пчёлы"


def test_headings_come_from_styles_and_outline_levels_and_lists_are_items() -> None:
    head = r"{\stylesheet{\s0 Normal;}{\s1 heading 1;}{\s2\outlinelevel1 Own;}{\*\cs3 Emphasis;}}"
    found = content_of(
        r"\pard\s1 Bees\par\pard\s2 In winter\par\pard They sleep.\par"
        r"{\listtext\'b7\tab}\pard\ls1 one\par{\listtext\'b7\tab}\ls1 two\par\pard\bullet\tab three\par",
        head,
    )
    assert [(each.text, each.level) for each in found.headings] == [("Bees", 1), ("In winter", 2)]
    assert found.text == "Bees\n\nIn winter\n\nThey sleep.\n\n- one\n- two\n- three"


def test_notes_and_comments_come_after_their_paragraph_and_headers_once() -> None:
    found = text_of(
        r"{\header Harbour rules\par}{\footer \chpgn\par}It burnt{\footnote\chftn In {\b 1877}.} down"
        r"{\*\atnid 1}{\*\atnauthor Ana Leka}{\*\annotation{\*\atndate 1}Sure?}.\par Harbour rules\par"
    )
    assert found.split("\n\n") == ["It burnt down.", "In 1877.", "Comment by Ana Leka: Sure?", "Harbour rules"]


def test_rows_have_the_names_of_their_columns_merged_cells_their_value_and_inner_tables_come_after() -> None:
    row = r"\trowd{}\cellx100\cellx200\cellx300 \pard\intbl {}\cell {}\cell {}\cell\row ".format
    merged = r"\trowd\clvmrg\cellx100\cellx200\cellx300 \pard\intbl\cell 2021\cell 9\cell\row "
    found = content_of(
        row(r"\trhdr", "Town", "Year", "Fish") + row("", "Vlora", "2020", "7") + merged + r"\pard After."
    )
    assert found.text.split("\n\n") == [
        "Town: Vlora\nYear: 2020\nFish: 7",
        "Town: Vlora\nYear: 2021\nFish: 9",
        "After.",
    ]
    assert len(found.rows) == 2
    inner = r"\pard\intbl\itap2 a\nestcell b\nestcell{\*\nesttableprops\trowd\cellx10\cellx20\nestrow}"
    nested = r"\trowd\cellx100\cellx200 \pard\intbl Deep\cell " + inner + r"\pard\intbl x\cell\row "
    assert text_of(nested * 2).split("\n\n")[:2] == ["Deep: x", "a: b"]


def test_metadata_are_those_of_the_information_group() -> None:
    info = r"{\info{\title Harbour rules}{\author Ana Leka}{\creatim\yr2020\mo5\dy6\hr1}{\revtim\yr2021}{\doccomm no}}"
    assert content_of("Moor slowly.", info).metadata == Metadata("Harbour rules", author="Ana Leka", date="2020-05-06")


def test_what_is_nested_too_deep_is_refused_and_much_is_read_soon() -> None:
    with pytest.raises(DamagedFile, match="nested"):
        text_of("{" * 20_000 + "x")
    with pytest.raises(DamagedFile, match="nested"):
        text_of(r"{\footnote " * 100 + "x")
    assert len(content_of(r"\trowd\intbl\b0\cell\u8211?\row" * 50_000 + r"\pard x").text) > 0
