"""The stand-first of a web page, and its table of contents."""

from __future__ import annotations

import pytest

from corpus.readers.html.reader import read_html


@pytest.mark.parametrize(
    ("below", "quotable"),
    [
        ("<h2>The council will rebuild the old mill next year.</h2>", True),
        ("<h2>" + "Council says that it will rebuild the old mill next year and pay for it all</h2>", True),
        ("<h2>The old mill</h2>", False),
        ("<h2>Who will rebuild the old mill next year?</h2>", False),
        ("<h2>1. The old mill.</h2>", False),
        ("<h1>The council will rebuild the old mill next year.</h1>", False),
    ],
)
def test_a_sentence_set_as_a_heading_can_be_quoted(below: str, quotable: bool) -> None:
    content = read_html(f"<h1>Mills</h1>{below}<p>It turns in the wind.</p>".encode(), "page.html")
    assert len(content.headings) == 2 - quotable
    assert content.text.count("mill") == 1


def test_a_list_of_links_into_the_page_is_not_read() -> None:
    entries = "".join(f"<li>{at} <a href='#s{at}'>Part {at}</a>" for at in range(4))
    parts = "".join(f"<h2 id=s{at}>Part {at}</h2><p>It says {at}.</p>" for at in range(4))
    text = read_html(f"<p>First.</p><ul>{entries}</ul>{parts}".encode(), "page.html").text
    assert text.count("Part 2") == 1
    assert text.split("\n")[0] == "First."


@pytest.mark.parametrize(
    "listed",
    [
        "<ul><li><a href='#a'>One</a><li><a href='b.html'>Two</a><li><a href='#a'>Three</a></ul>",
        "<ul><li><a href='#a'>One</a> is the mill<li><a href='#a'>Two</a> too<li><a href='#a'>Three</a></ul>",
        "<ul><li><a href='#none'>One</a><li><a href='#none'>Two</a><li><a href='#none'>Three</a></ul>",
    ],
)
def test_other_lists_stay(listed: str) -> None:
    assert "Three" in read_html(f"<p id=a>First.</p>{listed}".encode(), "page.html").text
