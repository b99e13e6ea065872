"""Numbers that a word processor counts before headings and items stand in the text as a person sees them."""

from __future__ import annotations

from corpus.readers import read
from corpus.text.passages import split
from tests.support import opendocument
from tests.support.office_files import paragraph, part, row, table, word_file


def level(at: int, form: str, text: str, more: str = "") -> str:
    counted = f'<w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{at}">{counted}</w:lvl>'


def linked(style: str) -> str:
    return f'<w:pStyle w:val="{style}"/>'


NUMBERING = part(
    "w:numbering",
    f'<w:abstractNum w:abstractNumId="0">{level(0, "decimal", "%1", linked("H1"))}'
    f"{level(1, 'decimal', '%1.%2', linked('H2'))}</w:abstractNum>"
    f'<w:abstractNum w:abstractNumId="1">{level(0, "lowerLetter", "%1)")}{level(1, "bullet", "o")}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="2">{level(0, "upperRoman", "Article %1")}'
    f"{level(1, 'decimal', '%1.%2', '<w:isLgl/>')}</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num><w:num w:numId="4"><w:abstractNumId w:val="1"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>',
)
STYLES = part(
    "w:styles",
    "".join(
        f'<w:style w:type="paragraph" w:styleId="H{at}"><w:name w:val="heading {at}"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        for at in (1, 2)
    ),
)


def styled(words: str, style: str) -> str:
    return paragraph(words, f'<w:pStyle w:val="{style}"/>')


def listed(words: str, list_: int, at: int = 0) -> str:
    return paragraph(words, f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{list_}"/></w:numPr>')


def word_text(*paragraphs: str) -> str:
    parts = {"numbering.xml": NUMBERING, "styles.xml": STYLES}
    data = word_file("".join(paragraphs), parts, (("rIdN", "numbering", "numbering.xml"),))
    (found,) = read(data, "/x/lease.docx")
    return found.content.text


def test_headings_of_a_word_document_have_the_numbers_of_their_style() -> None:
    text = word_text(
        styled("Rent", "H1"),
        styled("Amount", "H2"),
        styled("Due date", "H2"),
        styled("Repairs", "H1"),
        styled("Roof", "H2"),
    )
    assert text.split("\n\n") == ["1 Rent", "1.1 Amount", "1.2 Due date", "2 Repairs", "2.1 Roof"]


def test_items_of_a_word_document_go_on_counting_or_begin_anew_as_the_list_says() -> None:
    text = word_text(
        listed("Rent.", 2),
        listed("Heat.", 2, 1),
        listed("Water.", 2),
        paragraph("Then."),
        listed("Light.", 2),
        listed("Keys.", 4),
    )
    assert text == "a) Rent.\n- Heat.\nb) Water.\n\nThen.\n\nc) Light.\na) Keys."


def test_a_number_that_is_no_usual_mark_of_an_item_begins_a_paragraph_of_its_own() -> None:
    text = word_text(listed("The tenant pays.", 3), listed("He pays early.", 3, 1), listed("The owner repairs.", 3))
    assert text == "Article I The tenant pays.\n\n1.1 He pays early.\n\nArticle II The owner repairs."


def test_a_row_that_is_numbered_by_word_has_its_number() -> None:
    rows = [
        row("No.", "Tenant", properties="<w:tblHeader/>"),
        *(row(listed("", 2), name) for name in ("Ana Leka", "Ilir Hoxha")),
    ]
    assert "No.: b)\nTenant: Ilir Hoxha" in word_text(table(*rows))


def test_a_quoted_item_is_its_words_and_a_numbered_paragraph_keeps_its_number() -> None:
    parts = {"numbering.xml": NUMBERING}
    body = listed("The tenant pays the rent.", 2) + listed("The owner repairs the roof.", 3)
    (found,) = read(word_file(body, parts, (("rIdN", "numbering", "numbering.xml"),)), "/x/lease.docx")
    said = [each.of(found.content.text) for passage in split(found.content) for each in passage.sentences]
    assert said == ["The tenant pays the rent.", "Article I The owner repairs the roof."]


LIST_STYLE = (
    '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" '
    'style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-prefix="(" '
    'style:num-suffix=")" /><text:list-level-style-bullet text:level="3" text:bullet-char="-"/></text:list-style>'
)


SEVENTH = ' text:start-value="7"'


def item(words: str, inner: str = "", more: str = "") -> str:
    return f"<text:list-item{more}><text:p>{words}</text:p>{inner}</text:list-item>"


def odt_text(body: str, outline: str = "") -> str:
    (found,) = read(opendocument.packed("text", body, LIST_STYLE + outline), "/x/lease.odt")
    return found.content.text


def test_items_of_an_opendocument_text_are_counted() -> None:
    inner = f"<text:list>{item('Heat.')}{item('Light.')}</text:list>"
    first = f'<text:list text:style-name="L" xml:id="one">{item("Rent.", inner)}{item("Water.")}</text:list>'
    second = f'<text:list text:style-name="L" text:continue-list="one">{item("Keys.")}</text:list>'
    third = f'<text:list text:style-name="L">{item("Roof.", more=SEVENTH)}</text:list>'
    text = odt_text(f"{first}<text:p>Then.</text:p>{second}<text:p>Last.</text:p>{third}")
    assert text == "1. Rent.\n(a) Heat.\n(b) Light.\n2. Water.\n\nThen.\n\n3. Keys.\n\nLast.\n\n7. Roof."


def test_numbering_goes_on_from_the_list_before_only_if_that_has_the_same_style() -> None:
    goes_on = ' text:continue-numbering="true"'
    other = LIST_STYLE.replace('"L"', '"M"')
    lists = [("L", "", "Rent."), ("L", goes_on, "Water."), ("M", "", "Keys."), ("L", goes_on, "Roof.")]
    body = "<text:p>Then.</text:p>".join(
        f'<text:list text:style-name="{style}"{more}>{item(words)}</text:list>' for style, more, words in lists
    )
    lines = odt_text(body, other).split("\n\n")
    assert lines[::2] == ["1. Rent.", "2. Water.", "1. Keys.", "1. Roof."]


def test_headings_of_an_opendocument_text_are_counted_as_the_outline_says() -> None:
    outline = (
        '<text:outline-style style:name="Outline"><text:outline-level-style text:level="1" style:num-format="I"/>'
        '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/></text:outline-style>'
    )
    heads = "".join(
        f'<text:h text:outline-level="{at}">{words}</text:h>' for at, words in ((1, "Rent"), (2, "Amount"), (1, "Roof"))
    )
    assert odt_text(heads, outline).split("\n\n") == ["I Rent", "I.1 Amount", "II Roof"]


def test_an_item_of_markdown_is_quoted_as_one_of_word_is() -> None:
    body = listed("Rent.", 2) + listed("Heat.", 2) + listed("The owner repairs the roof.", 3)
    (word,) = read(
        word_file(body, {"numbering.xml": NUMBERING}, (("rIdN", "numbering", "numbering.xml"),)), "/x/a.docx"
    )
    (markdown,) = read(b"a) Rent.\nb) Heat.\n\nArticle I The owner repairs the roof.\n", "/x/a.md")
    said = [
        [each.of(part.content.text) for passage in split(part.content) for each in passage.sentences]
        for part in (word, markdown)
    ]
    assert said[0] == said[1] == ["Rent.", "Heat.", "Article I The owner repairs the roof."]


def test_what_rtf_writes_before_an_item_for_older_programs_is_its_number() -> None:
    rtf = (
        rb"{\rtf1\ansi {\listtext\pard\plain 3.2\tab}\ls1 The tenant pays.\par\pard{\listtext\f3\'b7\tab}\ls2 Rent.\par"
        rb"\pard{\pntext\f0 a)\tab}{\*\pn\pnlvlbody} Water.\par}"
    )
    (found,) = read(rtf, "/x/lease.rtf")
    assert found.content.text == "3.2 The tenant pays.\n\n- Rent.\na) Water."


def test_a_single_letter_before_an_item_of_rtf_is_its_number_but_for_the_letters_that_are_bullets() -> None:
    rtf = (
        rb"{\rtf1\ansi{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset2 Wingdings;}}{\listtext a\tab}\ls1 Rent.\par\pard"
        rb"{\listtext b\tab}\ls1 Water.\par\pard{\listtext o\tab}\ls2 Light.\par\pard{\listtext\f1 n\tab}\ls3 Key.\par}"
    )
    (found,) = read(rtf, "/x/lease.rtf")
    assert found.content.text.split("\n\n") == ["a Rent.", "b Water.", "- Light.\n- Key."]
