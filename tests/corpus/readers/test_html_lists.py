"""HTML: items of numbered lists have the number that a browser shows."""

from __future__ import annotations

import pytest

from corpus.readers import read
from corpus.text.markup.answerable import may_answer
from corpus.text.passages import split

ARTICLE = "<p>The keeper of the lamp wrote the names of all the ships into a large book every night.</p>" * 6


def text_of(body: str) -> str:
    (part,) = read(f"<html><body>{body}</body></html>".encode(), "/x/steps.html")
    return part.content.text


@pytest.mark.parametrize(
    ("listed", "shown"),
    [
        ("<ol><li>Take oil.</li><li><p>Light it.</p><p>Wait.</p></li></ol>", ["1. Take oil.", "2. Light it.", "Wait."]),
        ('<ol start="7"><li>Take oil.</li><li>Light it.</li></ol>', ["7. Take oil.", "8. Light it."]),
        ("<ol reversed><li>Take oil.</li><li>Light it.</li></ol>", ["2. Take oil.", "1. Light it."]),
        ('<ol type="a"><li>Take oil.</li><li value="4">Light it.</li></ol>', ["a. Take oil.", "d. Light it."]),
        (
            "<ol><li>Take oil.<ol type=I><li>Whale oil.</li></ol></li><li>Go.</li></ol>",
            ["1. Take oil.", "I. Whale oil.", "2. Go."],
        ),
        ('<ol style="list-style: none"><li>Take oil.</li></ol>', ["- Take oil."]),
        ("<ol><li>1) Take oil.</li></ol>", ["- 1) Take oil."]),
        ("<ul><li>Take oil.</li></ul>", ["- Take oil."]),
        ('<ol start="99999999999999999"><li value="x">Take oil.</li></ol>', ["1. Take oil."]),
    ],
)
def test_an_item_has_the_number_that_is_shown_before_it(listed: str, shown: list[str]) -> None:
    assert text_of(listed).split("\n\n") == shown


def test_items_of_an_article_are_numbered_too() -> None:
    steps = "<ol><li>Take the oil from the cellar.</li><li><p>Light the lamp.</p><ul><li>At dusk.</li></ul></li></ol>"
    text = text_of(f"<nav>Home</nav><article><h1>How to light the lamp</h1>{ARTICLE}{steps}{ARTICLE}</article>")
    assert "\n\n1. Take the oil from the cellar.\n2. Light the lamp.\n- At dusk.\n\n" in text


def test_the_number_of_a_note_stands_apart_from_its_words() -> None:
    note = '<p id="n"><a href="#r">1</a>In 1862.</p>'
    text = text_of(f'<h1>The lamp</h1><p>It burnt.<a href="#n" id="r"><sup>1</sup></a></p><h2>Notes</h2>{note}')
    assert text.split("\n\n") == ["The lamp", "It burnt.", "Notes", "1 In 1862."]


HANDBOOK = ("The rent is paid at the harbour office", "Dogs are allowed on the quay", "Ana Leka keeps the keys")


def links(*words: str, kind: str = "ul") -> str:
    items = (f'<li><a href="{at}.html">{each}</a></li>' for at, each in enumerate(words))
    return f"<{kind}>{''.join(items)}</{kind}>"


def answering(body: str) -> list[tuple[str, bool]]:
    (part,) = read(f"<html><body>{body}</body></html>".encode(), "/x/index.html")
    content = part.content
    found = [each for passage in split(content) for each in passage.sentences]
    return [(each.of(content.text), may_answer(content, each)) for each in found]


@pytest.mark.parametrize("kind", ["ul", "ol"])
def test_a_page_that_is_an_index_of_others_is_found_and_answers_nothing(kind: str) -> None:
    page = f"<h1>Handbook</h1>{links(*HANDBOOK, kind=kind)}<p>It was last changed in May of this year.</p>"
    said = [*((each, False) for each in HANDBOOK), ("It was last changed in May of this year.", True)]
    assert answering(page) == said


def test_links_in_an_article_are_no_answers_and_its_other_items_are() -> None:
    items = "<ul><li>The lamp is lit at <a href='d.html'>dusk</a>.</li><li>It burns oil.</li><li>It turns.</li></ul>"
    found = dict(answering(f"<article><h1>The lamp</h1>{ARTICLE}{items}{links(*HANDBOOK)}{ARTICLE}</article>"))
    assert found["The lamp is lit at dusk."]
    assert [found.get(each, False) for each in HANDBOOK] == [False] * 3
