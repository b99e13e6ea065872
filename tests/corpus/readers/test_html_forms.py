"""Fields of a web page are what is seen in them; pages of frames say what they say without."""

from __future__ import annotations

import pytest

from corpus.readers.html.reader import read_html

PROSE = "<p>The harbour office keeps a list of the towns on this coast, which the council reads every spring.</p>" * 8


@pytest.mark.parametrize(
    ("field", "seen"),
    [
        ('<input value="Lule Dosti">', "Lule Dosti"),
        ('<input type="password" value="lamp">', ""),
        ('<input type="hidden" value="lamp">', ""),
        ("<select><option>Sloop<option selected>Cutter</select>", "Cutter"),
        ("<select><option>Sloop<option>Cutter</select>", "Sloop"),
        ("<select multiple><option>Sloop<option>Cutter</select>", ""),
        ("<select multiple><option selected>Sloop<option selected>Cutter</select>", "Sloop, Cutter"),
        ("<textarea>I want berth B14.</textarea>", "I want berth B14."),
        ('<input type="checkbox" checked>', "☑"),
        ('<input type="radio">', "☐"),
    ],
)
def test_a_field_is_what_is_seen_in_it(field: str, seen: str) -> None:
    text = read_html(
        f"<body><form><label>Name {field}</label><label>Boat <input value=7></label></form>".encode(), "a.html"
    ).text
    assert text.split("\n\n") == [f"Name {seen}".strip(), "Boat 7"]


def test_a_field_in_an_article_is_read_there() -> None:
    page = f"<body><nav>Home</nav><article><h1>Towns</h1>{PROSE}<p>Of <select><option>Vlora</select>.</p></article>"
    assert "Of Vlora ." in read_html(page.encode(), "a.html").text


def test_a_page_of_frames_is_what_it_shows_without_them() -> None:
    page = b"<frameset><frame src=a.html><noframes><body><p>It needs <b>frames</b>.</p></body></noframes></frameset>"
    assert read_html(page, "a.html").text == "It needs frames."
