"""Word documents with all that hides from a reader of plain runs."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import docx

from tests.support.known_files.known_file import KnownFile, rows
from tests.support.known_files.prose import paragraphs, sentences
from tests.support.office_files import CHART, DIAGRAM, paragraph, part, row, run, strict, table, word_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_GRAPHIC = (
    "<w:r><w:drawing><wp:inline><a:graphic><a:graphicData>{}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)
_HEADER = "<w:tblHeader/>"
_CATCH = ("Town", "Year", "Boats")
_ROWS = (("Kelva", "1871", "forty"), ("Orrin", "1872", "seventeen"), ("Brome", "1873", "ninety"))


def word_files() -> Iterator[KnownFile]:
    """Make them, one kind of hidden text after the other."""
    yield _known("changes", *_changes())
    yield _known("controls", *_controls())
    yield _known("boxes", *_boxes())
    yield _known("tables in tables", *_tables())
    yield _known("notes", *_notes())
    yield _known("headers", *_headers())
    yield _known("comments", *_comments())
    yield _known("equations", *_equations())
    yield _known("numbers", *_numbers())
    yield _known("charts", *_charts())
    yield _known("contents", *_contents())
    data, says = _changes()
    yield _known("strict", strict(data), says)
    yield _known("main part", word_file(_body(paragraphs("main part")), main="document2.xml"), _plain("main part"))
    yield _report()


def _known(name: str, data: bytes, says: str) -> KnownFile:
    return KnownFile("Word", f"{name.replace(' ', '-')}.docx", data, says)


def _body(said: Iterable[str]) -> str:
    return "".join(map(paragraph, said))


def _plain(name: str) -> str:
    return "\n\n".join(paragraphs(name))


def _changes() -> tuple[bytes, str]:
    """Each paragraph has a part that was inserted, one that was deleted, and one that was moved away."""
    body, says = [], []
    for at, said in enumerate(paragraphs("changes")):
        first, second, third = _thirds(said)
        inserted = f'<w:ins w:id="{at}" w:author="x">{run(second + " ")}</w:ins>'
        gone = f'<w:del w:id="{at}" w:author="x"><w:r><w:delText>strucken words {at} </w:delText></w:r></w:del>'
        moved = f'<w:moveFrom w:id="{at}">{run(f"departed words {at} ")}</w:moveFrom>'
        here = f'<w:moveTo w:id="{at}">{run(third)}</w:moveTo>'
        body.append(f"<w:p>{run(first + ' ')}{gone}{inserted}{moved}{here}</w:p>")
        says.append(said)
    return word_file("".join(body)), "\n\n".join(says)


def _controls() -> tuple[bytes, str]:
    """Paragraphs in block controls, words in inline ones, smart tags, links and fields."""
    body, says = [], paragraphs("controls")
    field = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    for at, said in enumerate(says):
        first, second, third = _thirds(said)
        control = f"<w:sdt><w:sdtPr/><w:sdtContent>{run(second + ' ')}</w:sdtContent></w:sdt>"
        tag = f'<w:smartTag w:element="place">{run(first + " ")}</w:smartTag>'
        link = f'<w:hyperlink r:id="none">{run(third)}</w:hyperlink>'
        code = f"<w:r><w:instrText>AUTHOR codeword{at}</w:instrText></w:r>"
        complex_ = f"{field('begin')}{code}{field('separate')}{run(third)}{field('end')}"
        inside = f"<w:p>{tag}{control}{complex_ if at % 2 else link}</w:p>"
        body.append(f"<w:sdt><w:sdtPr/><w:sdtContent>{inside}</w:sdtContent></w:sdt>" if at % 3 == 0 else inside)
    return word_file("".join(body)), "\n\n".join(says)


def _boxes() -> tuple[bytes, str]:
    """A text box hangs on every second paragraph, in the form of now and in that of before beside it."""
    body, says = [], []
    for at, (said, boxed) in enumerate(zip(paragraphs("boxes"), paragraphs("in boxes"), strict=True)):
        content = f"<w:txbxContent>{paragraph(boxed)}</w:txbxContent>"
        new = _GRAPHIC.format(f"<wps:wsp><wps:txbx>{content}</wps:txbx></wps:wsp>")
        old = f"<w:r><w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict></w:r>"
        both = (
            f"<mc:AlternateContent><mc:Choice Requires='wps'>{new}</mc:Choice><mc:Fallback>{old}</mc:Fallback>"
            "</mc:AlternateContent>"
        )
        body.append(f"<w:p>{run(said)}{both if at % 2 else ''}</w:p>")
        says += [said, boxed] if at % 2 else [said]
    return word_file("".join(body)), "\n\n".join(says)


def _tables() -> tuple[bytes, str]:
    """A table with a header, whose last row holds another table, and a merged cell."""
    said = paragraphs("tables")
    inner = table(row("Pier", "Depth", properties=_HEADER), row("north", "4 m"), row("south", "6 m"))
    header = row(*_CATCH, properties=_HEADER)
    holding = row("Lindow", "1874", f"<w:tc>{paragraph('eleven')}{inner}<w:p/></w:tc>")
    body = _body(said[:4]) + table(header, *(row(*each) for each in _ROWS), holding) + _body(said[4:])
    told = rows(_CATCH, *_ROWS, ("Lindow", "1874", "eleven"))
    inside = rows(("Pier", "Depth"), ("north", "4 m"), ("south", "6 m"))
    return word_file(body), "\n\n".join([*said[:4], told, inside, *said[4:]])


def _notes() -> tuple[bytes, str]:
    """A footnote or an endnote in every paragraph but the last."""
    body, says, held = [], [], {"footnote": "", "endnote": ""}
    for at, said in enumerate(paragraphs("notes")):
        kind = "endnote" if at % 3 == 2 else "footnote"
        (note,) = sentences(f"note {at}", 1)
        held[kind] += f'<w:{kind} w:id="{at + 1}">{paragraph(note)}</w:{kind}>'
        body.append(f'<w:p>{run(said)}<w:r><w:{kind}Reference w:id="{at + 1}"/></w:r></w:p>')
        says += [said, note]
    parts = {f"{kind}s.xml": part(f"w:{kind}s", inside) for kind, inside in held.items()}
    return word_file("".join(body), parts), "\n\n".join(says)


def _headers() -> tuple[bytes, str]:
    """A header and a footer that say something, with a number of the page."""
    above, below = sentences("running", 2)
    parts = {
        "header1.xml": part("w:hdr", paragraph(above)),
        "footer1.xml": part(
            "w:ftr", paragraph(below) + '<w:p><w:fldSimple w:instr="PAGE"><w:r><w:t>7</w:t></w:r></w:fldSimple></w:p>'
        ),
    }
    reference = '<w:{}Reference w:type="default" r:id="{}"/>'.format
    section = f"<w:sectPr>{reference('header', 'h')}{reference('footer', 'f')}</w:sectPr>"
    related = (("h", "header", "header1.xml"), ("f", "footer", "footer1.xml"))
    data = word_file(_body(paragraphs("headers")) + section, parts, related)
    return data, "\n\n".join([above, *paragraphs("headers"), below])


def _comments() -> tuple[bytes, str]:
    """Two comments, each of a person who is named."""
    body, says, held = [], [], ""
    for at, said in enumerate(paragraphs("comments", 12)):
        mark = ""
        says.append(said)
        if at in (3, 8):
            (note,) = sentences(f"comment {at}", 1)
            held += f'<w:comment w:id="{at}" w:author="Ana Leka">{paragraph(note)}</w:comment>'
            mark = f'<w:r><w:commentReference w:id="{at}"/></w:r>'
            says.append(f"Comment by Ana Leka: {note}")
        body.append(f"<w:p>{run(said)}{mark}</w:p>")
    return word_file("".join(body), {"comments.xml": part("w:comments", held)}), "\n\n".join(says)


def _equations() -> tuple[bytes, str]:
    """An equation within each paragraph: a fraction, a power, a root."""
    said = paragraphs("equations")
    letter = "<m:r><m:t>{}</m:t></m:r>".format
    shapes = (
        (f"<m:f><m:num>{letter('a')}</m:num><m:den>{letter('b')}</m:den></m:f>", "a/b"),
        (f"<m:sSup><m:e>{letter('x')}</m:e><m:sup>{letter('2')}</m:sup></m:sSup>", "x^2"),
        (f"<m:rad><m:deg/><m:e>{letter('y')}</m:e></m:rad>", "√y"),
    )
    body = "".join(
        f"<w:p>{run(each + ' It follows that ')}<m:oMath>{shapes[at % 3][0]}</m:oMath>{run(' is small.')}</w:p>"
        for at, each in enumerate(said)
    )
    says = (f"{each} It follows that {shapes[at % 3][1]} is small." for at, each in enumerate(said))
    return word_file(body), "\n\n".join(says)


def _numbers() -> tuple[bytes, str]:
    """Headings and items whose numbers only the program counts."""
    level = '<w:lvl w:ilvl="{}"><w:start w:val="1"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'.format
    numbering = part(
        "w:numbering",
        f'<w:abstractNum w:abstractNumId="0">{level(0, "decimal", "%1.")}{level(1, "lowerLetter", "%2)")}'
        "</w:abstractNum>"
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
    )
    body, says = [], []
    for at, said in enumerate(sentences("numbers", 15)):
        depth, nth = int(at % 3 != 0), at // 3 + 1
        listed = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr>'
        body.append(paragraph(said, listed))
        says.append(f"{chr(96 + at % 3)}) {said}" if depth else f"{nth}. {said}")
    related = (("n", "numbering", "numbering.xml"),)
    return word_file("".join(body), {"numbering.xml": numbering}, related), "\n".join(says)


def _charts() -> tuple[bytes, str]:
    """A chart and a diagram between the paragraphs."""
    said = paragraphs("charts")
    chart = _GRAPHIC.format('<c:chart r:id="c"/>')
    diagram = _GRAPHIC.format('<dgm:relIds r:dm="d"/>')
    parts = {"charts/chart1.xml": CHART, "diagrams/data1.xml": DIAGRAM}
    related = (("c", "chart", "charts/chart1.xml"), ("d", "diagramData", "diagrams/data1.xml"))
    body = _body(said[:4]) + f"<w:p>{chart}</w:p><w:p>{diagram}</w:p>" + _body(said[4:])
    told = ("Catch of the harbour", "a record year", "Tonnes", "Spring Sardines: 412", "Autumn Sardines: 97.5")
    points = "- Harbour master\n  - Pilot\n- Treasurer"
    return word_file(body, parts, related), "\n\n".join([*said[:4], *told, points, *said[4:]])


def _contents() -> tuple[bytes, str]:
    """Chapters after contents that Word made, and hidden text in each."""
    said = paragraphs("contents")
    headings = [f"Of {each.split()[1]} matters {at}" for at, each in enumerate(said)]
    entries = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr>{run(words)}<w:r><w:tab/></w:r>{run(str(at + 3))}</w:p>'
        for at, words in enumerate(headings)
    )
    styles = part(
        "w:styles",
        '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>',
    )
    hidden = run(" Whispered words.", "<w:vanish/>")
    chapters = "".join(
        paragraph(words, '<w:pStyle w:val="H"/>') + f"<w:p>{run(each)}{hidden}</w:p>"
        for words, each in zip(headings, said, strict=True)
    )
    says = (part for pair in zip(headings, said, strict=True) for part in pair)
    return word_file(entries + chapters, {"styles.xml": styles}), "\n\n".join(says)


def _report() -> KnownFile:
    """A report as python-docx writes it: headings, items, a table."""
    report, said = docx.Document(), paragraphs("report")
    report.core_properties.title, report.core_properties.author = "Report on the lamps", "Ingrid Sole"
    says = ["Report on the lamps", "Rules", *said]
    report.add_heading(says[0], 0)
    report.add_heading(says[1], 1)
    for each in said:
        report.add_paragraph(each)
    for each in sentences("items", 3):
        report.add_paragraph(each, style="List Bullet")
        says.append(f"- {each}")
    filled = report.add_table(rows=0, cols=3)
    for cells in (_CATCH, *_ROWS):
        for cell, words in zip(filled.add_row().cells, cells, strict=True):
            cell.text = words
    held = BytesIO()
    report.save(held)
    return KnownFile("Word", "report.docx", held.getvalue(), "\n\n".join([*says, rows(_CATCH, *_ROWS)]), says[0])


def _thirds(said: str) -> tuple[str, str, str]:
    words = said.split()
    third = len(words) // 3
    return " ".join(words[:third]), " ".join(words[third : 2 * third]), " ".join(words[2 * third :])
