"""Tables of web pages: of data each row is one sentence with the names of its columns; what only lays out is not."""

from __future__ import annotations

import time

import pytest

from corpus.readers.html.reader import read_html
from corpus.text.passages import split

PROSE = "<p>The harbour office keeps a list of the towns on this coast, which the council reads every spring.</p>" * 8


def rows_of(page: str) -> list[str]:
    content = read_html(page.encode(), "page.html")
    return [row.of(content.text) for row in content.rows]


def row(*cells: str, name: str = "td") -> str:
    return f"<tr>{''.join(f'<{name}>{cell}</{name}>' for cell in cells)}</tr>"


TOWNS = row("City", "People", "Mayor", name="th") + row("Vlora", "79,513", "Ana") + row("Korca", "51,152", "Ben")


@pytest.mark.parametrize(
    "page",
    [
        f"<table>{TOWNS}</table>",
        f"<table><caption>Towns</caption><thead>{row('City', 'People', 'Mayor')}</thead>"
        f"<tbody>{row('Vlora', '79,513', 'Ana')}{row('Korca', '51,152', 'Ben')}</tbody></table>",
        f"<table><tr><th colspan=3>Towns</th></tr>{TOWNS}</table>",
        "<table>"
        + row("<b>City</b>", "<b>People</b>", "<strong>Mayor</strong>")
        + TOWNS.partition("</tr>")[2]
        + "</table>",
        "<table role=presentation><tr><td>Home</td><td><table>" + TOWNS + "</table></td></tr></table>",
        f"<html><body><nav><a href=/>Home</a></nav><article><h1>Towns</h1>{PROSE}<table>{TOWNS}</table></article>",
    ],
    ids=["th", "thead", "title row", "bold", "in a layout", "article"],
)
def test_each_row_has_the_names_of_its_columns(page: str) -> None:
    assert rows_of(page) == ["City: Vlora\nPeople: 79,513\nMayor: Ana", "City: Korca\nPeople: 51,152\nMayor: Ben"]


def test_a_row_is_one_sentence_and_a_passage_of_its_own() -> None:
    content = read_html(f"<p>Two towns.</p><table>{TOWNS}</table><p>No more.</p>".encode(), "towns.html")
    said = [[each.of(content.text) for each in passage.sentences] for passage in split(content)]
    assert said == [
        ["Two towns."],
        ["City: Vlora\nPeople: 79,513\nMayor: Ana"],
        ["City: Korca\nPeople: 51,152\nMayor: Ben"],
        ["No more."],
    ]


def test_cells_that_span_rows_and_columns_keep_their_columns() -> None:
    page = (
        "<table><tr><th rowspan=2>Port</th><th colspan=2>Ferries</th></tr><tr><th>Summer</th><th>Winter</th></tr>"
        "<tr><td rowspan=2>Vlora</td><td>9</td><td>4</td></tr><tr><td>8</td><td>3</td></tr>"
        "<tr><td>Saranda</td><td colspan=2>none</td></tr></table>"
    )
    assert rows_of(page) == [
        "Port: Vlora\nFerries Summer: 9\nFerries Winter: 4",
        "Port: Vlora\nFerries Summer: 8\nFerries Winter: 3",
        "Port: Saranda\nFerries Summer, Ferries Winter: none",
    ]


def test_names_at_the_left_are_told_with_the_values_beside_them() -> None:
    page = f"<table>{'<tr><th>Capital</th><td>Tirana</td></tr><tr><th>Money</th><td>Lek</td></tr>'}</table>"
    assert rows_of(page) == ["Capital: Tirana", "Money: Lek"]


def test_a_table_that_lays_out_the_page_is_read_as_paragraphs() -> None:
    page = f"<table><tr><td><h2>News</h2>{PROSE}</td><td><p>The ferry leaves at seven.</p></td></tr></table>"
    content = read_html(page.encode(), "old.html")
    assert not content.rows
    assert "\n\nThe ferry leaves at seven." in content.text
    assert [heading.text for heading in content.headings] == ["News"]


def test_what_follows_a_line_break_in_a_cell_is_there() -> None:
    page = f"<table>{row('Town', 'Ferries', name='th')}{row('Vlora', 'to Brindisi<br>to <a href=x>Corfu</a>')}</table>"
    assert rows_of(page) == ["Town: Vlora\nFerries: to Brindisi\nto Corfu"]


@pytest.mark.parametrize("span", ["0", "-1", "99999999999", "x", "&#1633;"])
def test_a_hostile_span_costs_nothing(span: str) -> None:
    page = f"<table><tr><th rowspan={span}>A</th><th colspan={span}>B</th></tr>{row('1', '2') * 3}</table>"
    assert len(read_html(page.encode(), "spans.html").text) < 500


@pytest.mark.parametrize(
    "page",
    [
        "<table>" * 1500 + "deep",
        "<table><tr>" + f"<td rowspan=99999>{'word ' * 40}</td>" * 100 + "</tr>" + "<tr><td>x</td></tr>" * 20_000,
        "<table>" + row(*["name " * 30] * 100, name="th") + row(*"x" * 100) * 900 + "</table>",
        "<div hidden>" * 1500 + "deep",
        "<i hidden></i>a" * 100_000,
    ],
    ids=["nested", "reaching down", "long names", "hidden, nested", "hidden, many"],
)
def test_hostile_tables_are_read_in_a_time_and_size_that_follow_theirs(page: str) -> None:
    began = time.process_time()
    assert len(read_html(page.encode(), "hostile.html").text) < 12_000_000
    assert time.process_time() - began < 60


def test_a_short_page_keeps_the_rows_that_its_article_would_lose() -> None:
    search = "<form><label>Search <input></label></form>"
    table = f"<table>{row('City', 'People', name='th')}{row('Vlora', '79,513')}</table>"
    page = f"<title>Lamp</title><body><h1>Lamp</h1><p>The lamp was lit in 1862.</p>{table}<p>It burned oil.</p>{search}"
    assert rows_of(page) == ["City: Vlora\nPeople: 79,513"]


def test_a_label_and_its_value_in_a_list_of_them_are_one_sentence() -> None:
    said = (
        "<dl><dt>Name</dt> <dd>Arta <b>Leka</b></dd><dt>Open?</dt><dd>daily</dd>"
        "<dt>Boats</dt><dd>Aurora</dd><dd>Boreas</dd><dt>Rules</dt><dd><p>Be quiet.</p></dd></dl>"
    )
    for page in (said, f"<article>{PROSE}{said}</article>"):
        content = read_html(f"<title>Harbour</title><body>{page}".encode(), "page.html")
        sentences = [each.of(content.text) for passage in split(content) for each in passage.sentences]
        assert sentences[-7:] == ["Name: Arta Leka", "Open? daily", "Boats", "Aurora", "Boreas", "Rules", "Be quiet."]
