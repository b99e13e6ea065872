"""What a person does not see on a web page is not read; what can be opened on it is."""

from __future__ import annotations

import pytest

from corpus.readers.html.reader import read_html

PROSE = "<p>The harbour office keeps a list of the towns on this coast, which the council reads every spring.</p>" * 8


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>Not seen.</p>",
        '<p hidden="">Not seen.</p>',
        '<div style="color: red; DISPLAY : none"><p>Not seen.</p></div>',
        '<span style="visibility:hidden">Not seen.</span>',
        "<dialog>Not seen.</dialog>",
        "<template>Not seen.</template>",
        '<a aria-hidden="true" href="#x">¶</a>',
    ],
)
@pytest.mark.parametrize(
    "around", ["<body>{}", "<body><nav>Home</nav><article><h1>Towns</h1>{}" + PROSE + "</article>"]
)
def test_hidden_text_is_not_there(hidden: str, around: str) -> None:
    page = around.format(f"<p>The ferry leaves at {hidden}seven.</p><p>It is small.</p>")
    text = read_html(page.encode(), "page.html").text
    assert "seven" in text
    assert "Not seen" not in text
    assert "¶" not in text


@pytest.mark.parametrize(
    "shown",
    [
        "<details><summary>When?</summary><p>At seven.</p></details>",
        '<p hidden="until-found">At seven.</p>',
        '<p style="display: block">At seven.</p>',
        '<p aria-hidden="true">At seven.</p>',
        "<dialog open>At seven.</dialog>",
    ],
)
def test_what_is_seen_or_can_be_opened_is_there(shown: str) -> None:
    assert "At seven." in read_html(f"<body><p>The ferry.</p>{shown}".encode(), "page.html").text


@pytest.mark.parametrize("opening", ['<body style="visibility:hidden">', '<html style="display:none"><body>'])
def test_a_page_that_a_script_shows_is_read(opening: str) -> None:
    assert read_html(f"{opening}<p>At seven.</p>".encode(), "page.html").text == "At seven."


def test_a_formula_is_there_once() -> None:
    formula = "<span><span><math><mi>x</mi></math></span><span aria-hidden=true><b>x</b></span></span>"
    assert read_html(f"<p>Let {formula} be one.</p>".encode(), "page.html").text.split() == ["Let", "x", "be", "one."]
