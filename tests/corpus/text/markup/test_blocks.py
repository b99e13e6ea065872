from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Content, Span
from corpus.readers import Format
from corpus.readers.options import ReadOptions
from corpus.readers.plain.markdown import read_markdown
from corpus.readers.plain.rst import read_rst
from corpus.text.markup.blocks import blocks_of
from corpus.text.markup.inline import MARKDOWN, RST, emphasised

MD = """# Fisheries

The *harbour*
of Vlora.

| Town | People |
|------|-------:|
| Vlora | 79,513 |
| Berat | |

- First item
  goes on
  - nested
- Second

1. One

> Said
> so.

```python
def f():

    return 1
```
The end.
"""
REST = """Fisheries
=========

:Author: Ina Holm
:Date: 2021

.. note:: Mind
   the gap.

* First
  goes on

=====  ======
Town   People
=====  ======
Vlora  79,513
=====  ======

Code::

    x = 1

    y = 2

+------+-----+
| A    | B   |
+======+=====+
| one  | two |
| more | x   |
+------+-----+

| Line one
| Line two
"""
PIECES = ["# T\n", "\n", "- a\n", "  - b\n", "1. c\n", "> d\n", "| a | b |\n", "|---|---|\n", "```\n", "    x\n"]
PIECES += (
    "words *of* a line\n",
    "====\n",
    ".. note:: e\n",
    "::\n",
    "   f\n",
    "+--+--+\n",
    "|x |y |\n",
    "| v\n",
    ":k: v\n",
)


def content(text: str, media_type: str) -> Content:
    read = read_markdown if media_type == MARKDOWN else read_rst
    return read(text.encode(), "/a", ReadOptions(media_type=media_type))


def kinds(text: str, media_type: str) -> list[tuple[str, int, str]]:
    blocks = blocks_of(content(text, media_type), Span(0, len(text)))
    return [(each.kind, each.depth, each.span.of(text).split("\n")[0]) for each in blocks if each.kind != "syntax"]


def test_markdown_is_divided_into_what_a_reader_sees() -> None:
    assert kinds(MD, MARKDOWN) == [
        ("heading", 0, "# Fisheries"),
        ("paragraph", 0, "The *harbour*"),
        ("row", 0, "| Vlora | 79,513 |"),
        ("row", 0, "| Berat | |"),
        ("item", 0, "- First item"),
        ("item", 1, "  - nested"),
        ("item", 0, "- Second"),
        ("item", 0, "1. One"),
        ("quote", 0, "> Said"),
        ("code", 0, "def f():"),
        ("paragraph", 0, "The end."),
    ]


def test_restructuredtext_is_divided_into_what_a_reader_sees() -> None:
    assert kinds(REST, RST) == [
        ("heading", 0, "Fisheries"),
        ("paragraph", 0, ":Author: Ina Holm"),
        ("paragraph", 0, ":Date: 2021"),
        ("paragraph", 0, ".. note:: Mind"),
        ("item", 0, "* First"),
        ("row", 0, "Vlora  79,513"),
        ("paragraph", 0, "Code::"),
        ("code", 0, "    x = 1"),
        ("grid", 0, "| one  | two |"),
        ("paragraph", 0, "| Line one"),
        ("paragraph", 0, "| Line two"),
    ]


def test_a_row_has_its_cells_with_the_names_of_their_columns() -> None:
    rows = [each for each in blocks_of(content(MD, MARKDOWN), Span(0, len(MD))) if each.kind == "row"]
    assert [[(name, span.of(MD)) for name, span in row.cells] for row in rows] == [
        [("Town", "Vlora"), ("People", "79,513")],
        [("Town", "Berat")],
    ]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.sampled_from([MARKDOWN, RST]), st.data())
def test_blocks_follow_each_other_without_a_gap(text: str, media_type: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    blocks = list(blocks_of(content(text, media_type), Span(start, end)))
    assert "".join(each.span.of(text) for each in blocks) == text[start:end]
    for each in blocks:
        places = [span for _, span in each.cells] + ([each.marker] if each.marker else [])
        assert all(each.span.holds(place) for place in places)


@pytest.mark.parametrize(
    ("text", "media_type", "apart"),
    [
        ("Read **this** and *that*.", MARKDOWN, [("this", "strong"), ("that", "em")]),
        (
            "Run `a * b` ~~now~~ ***soon***",
            MARKDOWN,
            [("a * b", "code"), ("now", "s"), ("soon", "em"), ("soon", "strong")],
        ),
        ("Nothing *is left open.", MARKDOWN, []),
        ("Run ``a`` **now**, see `there <https://a.org>`_.", RST, [("a", "code"), ("now", "strong")]),
    ],
)
def test_words_that_are_set_apart(text: str, media_type: str, apart: list[tuple[str, str]]) -> None:
    assert [(text[start:end], kind) for start, end, kind in emphasised(text, media_type)] == apart


def test_formats_with_markup_are_these() -> None:
    assert {Format.MARKDOWN.media_type, Format.RST.media_type} == {MARKDOWN, RST}
