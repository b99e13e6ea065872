"""What the reader makes of Word documents: all that a person sees in them, changes accepted, and nothing else."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import readers
from corpus.errors import DamagedFile, EmptyFile
from corpus.readers import Format, detect_format
from corpus.text.passages import split
from tests.support.office_files import (
    CHART,
    DIAGRAM,
    paragraph,
    part,
    row,
    run,
    strict,
    table,
    with_parts,
    word_file,
)
from tests.support.visible_runs import missing_runs, unseen_runs

if TYPE_CHECKING:
    from corpus.documents import Content


def read(data: bytes, path: str = "harbour_rules.docx") -> Content:
    (found,) = readers.read(data, path)
    return found.content


def blocks_of(
    body: str, parts: dict[str, str] | None = None, related: tuple[tuple[str, str, str], ...] = ()
) -> list[str]:
    """The blocks of a document; what its raw XML shows has to stand in them, and nothing else."""
    data = word_file(body, parts, related)
    text = read(data).text
    assert not missing_runs(data, text)
    assert not [unseen for unseen in unseen_runs(data) if len(unseen) > 4 and unseen in text]
    return text.split("\n\n")


def inserted(inside: str) -> str:
    return f'<w:ins w:id="1" w:author="A">{inside}</w:ins>'


def deleted(words: str) -> str:
    return f'<w:del w:id="2" w:author="A"><w:r><w:delText>{words}</w:delText></w:r></w:del>'


def control(inside: str, properties: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


def test_inserted_words_are_in_their_sentence_and_deleted_ones_are_not() -> None:
    changed = f"{inserted(run('not '))}{run('for ')}{deleted('rent')}{inserted(run('sale'))}"
    assert blocks_of(f"<w:p>{run('The mill is ')}{changed}{run('.')}</w:p>") == ["The mill is not for sale."]


def test_what_was_moved_stands_where_it_went() -> None:
    moved = '<w:p><w:{0} w:id="3"><w:r><w:t>The mill burned down.</w:t></w:r></w:{0}></w:p>'
    body = moved.format("moveFrom") + paragraph("It was rebuilt.") + moved.format("moveTo")
    assert read(word_file(body)).text == "It was rebuilt.\n\nThe mill burned down."


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    body = paragraph("The mill ", '<w:rPr><w:del w:id="1"/></w:rPr>') + paragraph("burned down.")
    assert blocks_of(body) == ["The mill burned down."]


def test_a_deleted_row_is_gone_and_an_inserted_one_is_there() -> None:
    body = table(
        row("Lake", "Depth", "Area"),
        row("Ohrid", "288", "358"),
        row("Prespa", "54", "259", properties='<w:del w:id="1"/>'),
        row("Shkodra", "44", "370", properties='<w:ins w:id="2"/>'),
    )
    assert read(word_file(body)).text == "Lake: Ohrid\nDepth: 288\nArea: 358\n\nLake: Shkodra\nDepth: 44\nArea: 370"


@pytest.mark.parametrize(
    "wrapped",
    [
        control(run("Besnik Gashi")),
        f'<w:smartTag w:element="name">{run("Besnik Gashi")}</w:smartTag>',
        f'<w:hyperlink w:anchor="b">{run("Besnik ")}{run("Gashi")}</w:hyperlink>',
        f'<w:fldSimple w:instr=" AUTHOR ">{run("Besnik Gashi")}</w:fldSimple>',
        f'<w:customXml w:element="x">{control(inserted(run("Besnik Gashi")))}</w:customXml>',
        f'<w:bdo w:val="ltr"><w:dir w:val="ltr">{run("Besnik Gashi")}</w:dir></w:bdo>',
    ],
)
def test_words_in_any_wrapping_stand_in_their_sentence(wrapped: str) -> None:
    assert blocks_of(f"<w:p>{run('The tenant is ')}{wrapped}{run('.')}</w:p>") == ["The tenant is Besnik Gashi."]


def test_paragraphs_tables_rows_and_cells_in_controls_are_read() -> None:
    cell = control("<w:tc><w:p><w:r><w:t>288 m</w:t></w:r></w:p></w:tc>")
    held = f"<w:tr><w:tc>{paragraph('Ohrid')}</w:tc>{cell}</w:tr>"
    body = control(paragraph("The lease ends in June.")) + control(table(control(held), row("Prespa", "54 m")))
    assert blocks_of(body) == ["The lease ends in June.", "Ohrid: 288 m", "Prespa: 54 m"]


def test_the_prompt_of_an_empty_control_is_no_text() -> None:
    prompt = control(run("Click here to enter a name"), "<w:showingPlcHdr/>")
    assert blocks_of(
        f"<w:p>{run('The tenant: ')}{prompt}</w:p>" + control(paragraph("Enter text"), "<w:showingPlcHdr/>")
    ) == ["The tenant:"]


def test_hidden_text_is_left_out_whether_a_run_or_a_style_hides_it() -> None:
    styles = part(
        "w:styles",
        '<w:style w:type="character" w:styleId="Secret"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Note"><w:name w:val="Note"/><w:rPr><w:vanish/></w:rPr></w:style>',
    )
    hidden = run(" hidden", "<w:vanish/>") + run(" secret", '<w:rStyle w:val="Secret"/>')
    body = f"<w:p>{run('Seen')}{hidden}{run('.')}</w:p>"
    body += paragraph("All of this hides.", '<w:pStyle w:val="Note"/>')
    body += "<w:p>" + run("Shown again", '<w:vanish w:val="0"/>') + "</w:p>"
    assert read(word_file(body, {"styles.xml": styles})).text == "Seen.\n\nShown again"


def field(code: str, result: str) -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    return f"{mark('begin')}<w:r><w:instrText>{code}</w:instrText></w:r>{mark('separate')}{result}{mark('end')}"


def test_a_field_is_what_it_shows_and_not_its_code() -> None:
    inner = field(" QUOTE ", run("never shown"))
    code = f"<w:r><w:instrText> IF </w:instrText></w:r>{inner}"
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    whole = f"{mark('begin')}{code}{mark('separate')}{run('seven')}{mark('end')}"
    assert read(word_file(f"<w:p>{run('At ')}{whole}{run('.')}</w:p>")).text == "At seven."


@pytest.mark.parametrize("marks", [["begin"], ["end", "begin"], ["begin", "separate", "begin", "end"], ["separate"]])
def test_a_field_that_never_ends_hides_nothing(marks: list[str]) -> None:
    field_marks = "".join(f'<w:r><w:fldChar w:fldCharType="{mark}"/></w:r>' for mark in marks)
    assert blocks_of(f"<w:p>{field_marks}</w:p>{paragraph('The mill burned down.')}") == ["The mill burned down."]


def test_the_choice_of_a_drop_down_list_is_read() -> None:
    choices = '<w:ddList><w:result w:val="1"/><w:listEntry w:val="hourly"/><w:listEntry w:val="daily"/></w:ddList>'
    begin = f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{choices}</w:ffData></w:fldChar></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    body = f"<w:p>{run('Ferries run ')}{begin}<w:r><w:instrText> FORMDROPDOWN </w:instrText></w:r>{end}{run('.')}</w:p>"
    assert read(word_file(body)).text == "Ferries run daily."


BOX = "<w:txbxContent><w:p><w:r><w:t>The deposit is 900 euros.</w:t></w:r></w:p></w:txbxContent>"
GRAPHIC = "<w:drawing><wp:inline><a:graphic><a:graphicData>{}</a:graphicData></a:graphic></wp:inline></w:drawing>"
NEW_BOX = GRAPHIC.format(f"<wps:wsp><wps:txbx>{BOX}</wps:txbx></wps:wsp>")
OLD_BOX = f"<w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict>"
BOTH_BOXES = (
    f'<mc:AlternateContent><mc:Choice Requires="wps">{NEW_BOX}</mc:Choice>'
    f"<mc:Fallback>{OLD_BOX}</mc:Fallback></mc:AlternateContent>"
)
ONLY_FALLBACK = (
    '<mc:AlternateContent><mc:Choice Requires="am3d"><w:drawing/></mc:Choice>'
    f"<mc:Fallback>{OLD_BOX}</mc:Fallback></mc:AlternateContent>"
)


@pytest.mark.parametrize("box", [NEW_BOX, OLD_BOX, BOTH_BOXES, ONLY_FALLBACK])
def test_a_text_box_is_read_once_after_its_paragraph(box: str) -> None:
    body = f"<w:p>{run('The rent is ')}<w:r>{box}</w:r>{run('412 euros.')}</w:p>"
    assert read(word_file(body)).text == "The rent is 412 euros.\n\nThe deposit is 900 euros."


def test_word_art_is_read() -> None:
    art = '<w:pict><v:shape><v:textpath string="DRAFT  of May"/></v:shape></w:pict>'
    assert blocks_of(f"<w:p>{run('Rules')}<w:r>{art}</w:r></w:p>") == ["Rules", "DRAFT of May"]


def note(kind: str, id: int, words: str) -> str:
    return part(f"w:{kind}s", f'<w:{kind} w:id="{id}"><w:p><w:r><w:{kind}Ref/></w:r>{run(words)}</w:p></w:{kind}>')


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_a_note_is_a_sentence_of_its_own_after_the_paragraph_that_refers_to_it(kind: str) -> None:
    reference = f'<w:r><w:{kind}Reference w:id="7"/></w:r>'
    body = f"<w:p>{run('The mill burned')}{reference}{run(' in May.')}</w:p>" + paragraph("It was rebuilt.")
    data = word_file(body, {f"{kind}s.xml": note(kind, 7, "So says the chronicle.")})
    content = read(data)
    assert content.text.split("\n\n") == ["The mill burned in May.", "So says the chronicle.", "It was rebuilt."]
    (passage,) = split(content)
    assert "So says the chronicle." in [sentence.of(content.text) for sentence in passage.sentences]


def test_a_note_that_only_deleted_text_refers_to_is_not_shown() -> None:
    reference = '<w:del w:id="1"><w:r><w:footnoteReference w:id="7"/></w:r></w:del>'
    body = f"<w:p>{run('The mill burned.')}{reference}</w:p>"
    assert read(word_file(body, {"footnotes.xml": note("footnote", 7, "Not so.")})).text == "The mill burned."


def test_a_note_that_refers_to_itself_is_read_once() -> None:
    endless = part(
        "w:footnotes",
        f'<w:footnote w:id="7"><w:p>{run("See note 7.")}<w:r><w:footnoteReference w:id="7"/></w:r></w:p></w:footnote>',
    )
    body = f'<w:p>{run("The mill.")}<w:r><w:footnoteReference w:id="7"/></w:r></w:p>'
    assert blocks_of(body * 2, {"footnotes.xml": endless}) == ["The mill.", "See note 7.", "The mill."]


def test_a_comment_says_that_it_is_one_and_who_made_it() -> None:
    comments = part(
        "w:comments",
        f'<w:comment w:id="3" w:author="Ana Leka">{paragraph("Is this so?")}{paragraph("Ask them.")}</w:comment>'
        f'<w:comment w:id="4"><w:p>{run("Agreed.")}</w:p></w:comment>',
    )
    reference = "<w:r><w:commentReference w:id='{}'/></w:r>".format
    body = f"<w:p>{run('The mill burned.')}{reference(3)}{reference(4)}</w:p>"
    assert blocks_of(body, {"comments.xml": comments}) == [
        "The mill burned.",
        "Comment by Ana Leka: Is this so?",
        "Ask them.",
        "Comment: Agreed.",
    ]


HEADERS = (("h1", "header", "header1.xml"), ("h2", "header", "header2.xml"), ("f1", "footer", "footer1.xml"))


def running(*references: str, more: str = "") -> str:
    held = "".join(
        f'<w:{(id[0] == "h" and "header") or "footer"}Reference w:type="{kind}" r:id="{id}"/>'
        for kind, id in (each.split() for each in references)
    )
    return f"<w:sectPr>{held}{more}</w:sectPr>"


def test_headers_and_footers_are_read_once_without_the_numbers_of_pages() -> None:
    number = f"<w:p>{run('Office of the harbour, page ')}{field(' PAGE ', run('17'))}</w:p>"
    parts = {
        "header1.xml": part("w:hdr", paragraph("Port of Vlora")),
        "header2.xml": part("w:hdr", paragraph("Never shown")),
        "footer1.xml": part("w:ftr", number + paragraph("The rules.")),
    }
    section = running("default h1", "first h2", "default f1")
    body = f"<w:p><w:pPr>{section}</w:pPr>{run('The rules.')}</w:p>" + paragraph("Ships wait.") + section
    assert read(word_file(body, parts, HEADERS)).text.split("\n\n") == [
        "Port of Vlora",
        "The rules.",
        "Ships wait.",
        "Office of the harbour, page",
    ]


def test_the_header_of_a_first_page_is_read_where_there_is_one() -> None:
    parts = {"header2.xml": part("w:hdr", paragraph("The first page"))}
    body = paragraph("Ships wait.") + running("first h2", more="<w:titlePg/>")
    assert blocks_of(body, parts, HEADERS[1:2]) == ["The first page", "Ships wait."]


def test_an_equation_is_text_in_its_sentence() -> None:
    fraction = "<m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
    body = f"<w:p>{run('The mean is')}<m:oMath><m:r><m:t>m=</m:t></m:r>{fraction}</m:oMath>{run('here.')}</w:p>"
    assert read(word_file(body)).text == "The mean is m=(a+b)/2 here."


def test_a_chart_and_a_diagram_are_read_where_they_stand() -> None:
    graphic = f"<w:p><w:r>{GRAPHIC}</w:r></w:p>"
    body = graphic.format('<c:chart r:id="c1"/>') + graphic.format('<dgm:relIds r:dm="d1"/>') + paragraph("The end.")
    parts = {"charts/chart1.xml": CHART, "diagrams/data1.xml": DIAGRAM}
    related = (("c1", "chart", "charts/chart1.xml"), ("d1", "diagramData", "diagrams/data1.xml"))
    assert blocks_of(body, parts, related) == [
        "Catch of the harbour",
        "a record year",
        "Tonnes",
        "Spring\nSardines: 412",
        "Autumn\nSardines: 97.5",
        "- Harbour master\n  - Pilot\n- Treasurer",
        "The end.",
    ]


@pytest.mark.parametrize("broken", ["no XML <<", "", "<c:chartSpace/>", "<!DOCTYPE x [<!ENTITY e 'x'>]><x>&e;</x>"])
def test_what_is_wrong_with_a_chart_or_a_note_costs_the_chart_or_the_note(broken: str) -> None:
    noted = f'{run("The mill.")}<w:r><w:footnoteReference w:id="1"/></w:r>'
    body = f'<w:p>{noted}<w:r><w:drawing><c:chart r:id="c1"/></w:drawing></w:r></w:p>'
    parts = {"charts/chart1.xml": broken, "footnotes.xml": broken, "styles.xml": broken, "settings.xml": broken}
    assert read(word_file(body, parts, (("c1", "chart", "charts/chart1.xml"),))).text == "The mill."


@pytest.mark.parametrize("main", ["document2.xml", "document.xml", "Main.XML"])
def test_the_main_part_may_have_any_name(main: str) -> None:
    data = word_file(paragraph("The mill burned down."), main=main)
    assert detect_format(data, "a.docx") is Format.DOCX
    assert read(data).text == "The mill burned down."


@pytest.mark.parametrize("relations", ["no XML <<", "<Relationships/>"])
def test_the_main_part_is_found_by_its_usual_name_where_nothing_points_to_it(relations: str) -> None:
    data = with_parts(word_file(paragraph("The mill burned down.")), {"_rels/.rels": relations}, {})
    assert read(data).text == "The mill burned down."


def test_the_strict_format_is_read_like_the_usual_one() -> None:
    reference = '<w:r><w:footnoteReference w:id="7"/></w:r>'
    styles = part("w:styles", '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 1"/></w:style>')
    body = paragraph("Mills", '<w:pStyle w:val="H"/>') + f"<w:p>{run('The mill.')}{reference}</w:p>"
    usual = word_file(body, {"footnotes.xml": note("footnote", 7, "Of 1912."), "styles.xml": styles})
    assert read(strict(usual)) == read(usual)
    assert read(usual).text == "Mills\n\nThe mill.\n\nOf 1912."


def test_headings_are_told_by_their_style_what_it_is_based_on_or_their_outline_level() -> None:
    styles = part(
        "w:styles",
        '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Chap"><w:name w:val="CHAPTER (own)"/><w:basedOn w:val="H1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Sec"><w:name w:val="Section"/>'
        '<w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Loop"><w:name w:val="Loop"/><w:basedOn w:val="Loop"/></w:style>',
    )
    body = "".join(
        paragraph(words, properties)
        for words, properties in (
            ("One", '<w:pStyle w:val="Chap"/>'),
            ("Two", '<w:pStyle w:val="Sec"/>'),
            ("Three", '<w:outlineLvl w:val="1"/>'),
            ("Four", '<w:pStyle w:val="Chap"/><w:outlineLvl w:val="9"/>'),
            ("Five", '<w:pStyle w:val="Loop"/>'),
        )
    )
    content = read(word_file(body, {"styles.xml": styles}))
    assert [(heading.level, heading.text) for heading in content.headings] == [(1, "One"), (3, "Two"), (2, "Three")]
    assert all(heading.span.of(content.text) == heading.text for heading in content.headings)


def test_generated_contents_are_left_out_where_their_words_stand_again() -> None:
    tab = "<w:r><w:tab/></w:r>"
    entries = f"<w:p>{field(' TOC ', tab.join(map(run, ('1', 'Mills', '4'))))}</w:p>"
    alone = f"<w:p>{field(' TOC ', tab.join(map(run, ('Of nobody', '9'))))}</w:p>"
    assert read(word_file(entries + alone + paragraph("Mills") + paragraph("They burn."))).text.split("\n\n") == [
        "Of nobody\t9",
        "Mills",
        "They burn.",
    ]


def test_contents_that_only_their_style_tells_are_left_out_too() -> None:
    styles = part("w:styles", '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>')
    entry = f'<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr>{run("Mills")}<w:r><w:tab/></w:r>{run("4")}</w:p>'
    data = word_file(entry + paragraph("Mills") + paragraph("They burn."), {"styles.xml": styles})
    assert read(data).text == "Mills\n\nThey burn."


def test_lines_tabs_hyphens_symbols_and_ruby_are_read_as_they_are_shown() -> None:
    inside = "<w:t>one</w:t><w:br/><w:t>two</w:t><w:tab/><w:t>x</w:t><w:noBreakHyphen/><w:t>ray</w:t><w:softHyphen/>"
    inside += '<w:sym w:font="Symbol" w:char="F061"/><w:sym w:font="Wingdings" w:char="F04A"/>'
    ruby = f"<w:ruby><w:rubyPr/><w:rt>{run('kan')}</w:rt><w:rubyBase>{run('漢')}</w:rubyBase></w:ruby>"
    assert read(word_file(f"<w:p><w:r>{inside}{ruby}</w:r></w:p>")).text == "one\ntwo\tx-rayα漢"


def test_a_document_of_nothing_is_empty_and_one_of_something_else_damaged() -> None:
    with pytest.raises(EmptyFile):
        read(word_file("<w:p/>"))
    with pytest.raises(DamagedFile, match="as DOCX again"):
        read(with_parts(word_file(""), {"word/document.xml": part("w:styles", "")}, {}))


def made_by_python_docx(**about: Any) -> bytes:
    document = docx.Document()
    document.add_heading("The lakes", 0)
    document.add_paragraph("Ohrid is deep.")
    for name, value in about.items():
        setattr(document.core_properties, name, value)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_metadata_are_the_properties_but_not_those_of_a_template() -> None:
    own = read(made_by_python_docx(title="On lakes", author="Ana Leka", created=datetime(2020, 5, 6))).metadata
    assert (own.title, own.author, own.date) == ("On lakes", "Ana Leka", "2020-05-06")
    template = read(made_by_python_docx()).metadata
    assert (template.title, template.author, template.date) == ("The lakes", None, None)
    empty = read(made_by_python_docx(title="Word Document", author="Microsoft Office User")).metadata
    assert (empty.title, empty.author) == ("The lakes", None)


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), min_size=1, max_size=12).filter(str.strip)
PIECES = st.tuples(st.sampled_from(["plain", "ins", "del", "sdt", "tag", "box", "hidden"]), WORDS)


def _piece(kind: str, words: str) -> str:
    said = run(words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
    match kind:
        case "ins":
            return inserted(said)
        case "del":
            return deleted("zqx")
        case "sdt":
            return control(said)
        case "tag":
            return f'<w:smartTag w:element="x">{said}</w:smartTag>'
        case "box":
            return f"<w:r>{BOTH_BOXES}</w:r>"
        case "hidden":
            return run("zqx", "<w:vanish/>")
    return said


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(PIECES, min_size=1, max_size=6), min_size=1, max_size=5), st.booleans())
def test_every_visible_run_is_stored_and_no_other(paragraphs: list[list[tuple[str, str]]], in_table: bool) -> None:
    made = [f"<w:p>{''.join(_piece(*piece) for piece in pieces)}</w:p>" for pieces in paragraphs]
    data = word_file((table(*(row(each, "b") for each in made)) if in_table else "".join(made)) + paragraph("The end."))
    content = read(data)
    assert not missing_runs(data, content.text)
    assert "zqx" not in content.text
    boxes = sum(kind == "box" for pieces in paragraphs for kind, _ in pieces)
    assert content.text.count("The deposit is 900 euros.") == boxes


def minutes() -> bytes:
    """Minutes of a meeting as they come out of an office: changed, commented, with a form, a chart and notes."""
    noted = '<w:r><w:footnoteReference w:id="1"/></w:r><w:r><w:commentReference w:id="1"/></w:r>'
    changed = f"{run('The board met at ')}{deleted('nine')}{inserted(run('seven'))}{run('.')}{noted}"
    form = table(
        row("Chair", control(paragraph("Lirije Hoxha"))),
        row("Present", paragraph("Ana Leka") + paragraph("Besnik Gashi")),
        row("Votes", table(row("For", "Against"), row("7", "2")) + "<w:p/>"),
    )
    chart = GRAPHIC.format('<c:chart r:id="c1"/>')
    boxed = f"<w:p>{run('The rent was settled.')}<w:r>{BOTH_BOXES}{chart}</w:r></w:p>"
    section = running("default h1", "default f1")
    parts = {
        "header1.xml": part("w:hdr", paragraph("Port of Vlora")),
        "footer1.xml": part("w:ftr", paragraph("Confidential until signed")),
        "footnotes.xml": note("footnote", 1, "By the harbour clock."),
        "comments.xml": note("comment", 1, "Was it not eight?"),
        "charts/chart1.xml": CHART,
    }
    body = f"{paragraph('Minutes')}<w:p>{changed}</w:p>{form}{boxed}{paragraph('Closed at ten.')}{section}"
    return word_file(body, parts, (*HEADERS[::2], ("c1", "chart", "charts/chart1.xml")))


def test_minutes_with_everything_are_read_whole_and_in_order() -> None:
    data = minutes()
    content = read(data)
    assert not missing_runs(data, content.text)
    assert content.text.split("\n\n") == [
        "Port of Vlora",
        "Minutes",
        "The board met at seven.",
        "By the harbour clock.",
        "Comment: Was it not eight?",
        "Chair: Lirije Hoxha",
        "Present: Ana Leka\nBesnik Gashi",
        "Votes",
        "For: 7\nAgainst: 2",
        "The rent was settled.",
        "The deposit is 900 euros.",
        "Catch of the harbour",
        "a record year",
        "Tonnes",
        "Spring\nSardines: 412",
        "Autumn\nSardines: 97.5",
        "Closed at ten.",
        "Confidential until signed",
    ]


def test_the_check_of_visible_runs_finds_what_is_lost_and_what_is_too_much() -> None:
    data = minutes()
    text = read(data).text
    assert missing_runs(data, text.replace("seven", "").replace("By the harbour clock.", "")) == [
        "seven",
        "By the harbour clock.",
    ]
    assert "nine" in list(unseen_runs(data))
    assert "nine" not in text
