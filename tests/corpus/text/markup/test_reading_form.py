"""How Markdown and reStructuredText are read: without markup, rows with the names of columns, all at true places."""

from __future__ import annotations

import time
from itertools import pairwise
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Content, Metadata, Span
from corpus.text.markup.answerable import may_answer
from corpus.text.markup.inline import MARKDOWN, RST
from corpus.text.markup.reading_form import markup_of, reading_form, unread
from corpus.text.passages import split


def content(text: str, media_type: str) -> Content:
    return Content(text, Metadata(title=""), media_type, Span(0, len(text)))


def read(text: str, media_type: str) -> str:
    whole = content(text, media_type)
    return reading_form(whole, Span(0, len(text))).text


def sentences(text: str, media_type: str) -> list[str]:
    whole = content(dedent(text), media_type)
    return [reading_form(whole, each).text for passage in split(whole) for each in passage.sentences]


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("See [the list](a.md) and [more][2].", "See the list and more."),
        ('The [mill](https://a.example/b_(c) "old") turns.', "The mill turns."),
        ("![A mill](mill.png) turns.", "A mill turns."),
        ("It is **very** *old* and ~~new~~ __big__.", "It is very old and new big."),
        ("**bold**ness and snake_case_name stay.", "boldness and snake_case_name stay."),
        ("Call `f(**kw)` or ``a`b``.", "Call f(**kw) or a`b."),
        ("Five \\* three <b>is</b> fifteen<!-- no -->.[^1]", "Five * three is fifteen."),
        ("Is 3 < 5 and 7 > 4?", "Is 3 < 5 and 7 > 4?"),
        ("In 1987<sup>1</sup> by 10<SUP class=a>6</SUP> on the 21<sup>st</sup>.", "In 1987^1 by 10^6 on the 21st."),
        ("**It is 10<sup>-6</sup> m<sup>2</sup>**", "It is 10^-6 m2"),
    ],
)
def test_markdown_is_read_without_its_marks(written: str, words: str) -> None:
    assert read(written, MARKDOWN) == words


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("See :ref:`the forks <forks_setting>` and :doc:`intro`.", "See the forks and intro."),
        (
            "The :py:class:`~pkg.Cls` of `Ansible <https://a.example>`_ or `Ansible`__.",
            "The pkg.Cls of Ansible or Ansible.",
        ),
        ("It is **very** *old*, ``a*b`` [1]_ says [#note]_.", "It is very old, a*b says."),
        ("Version |release| of target_ is `here`.", "Version release of target is here."),
        (r"In 1987\ :sup:`1` by 10\ :sup:`6` men in 12 m\ :sup:`2`.", "In 1987^1 by 10^6 men in 12 m2."),
        ("snake_case_name, 2*3*4 and `x`\\ s stay.", "snake_case_name, 2*3*4 and xs stay."),
    ],
)
def test_rst_is_read_without_its_marks(written: str, words: str) -> None:
    assert read(written, RST) == words


def test_blocks_of_rst_that_hold_no_words_are_no_sentences() -> None:
    text = """\
        :orphan:

        .. _mill:
        .. |v| replace:: 2.1
        .. A comment
           over two lines.

        .. contents:: On this page
           :local:

        .. toctree::
           :maxdepth: 2

           intro
           setup/index

        The mill is old.

        .. note:: It turns
           at night.

        .. versionadded:: 2.5

        .. figure:: mill.png
           :width: 3

           A picture of the mill.

        .. [1] Says the owner.

        ----

        The end.
        """
    assert sentences(text, RST) == [
        "The mill is old.",
        "It turns\n   at night.",
        "2.5",
        "A picture of the mill.",
        "Says the owner.",
        "The end.",
    ]


def test_blocks_of_markdown_that_hold_no_words_are_no_sentences() -> None:
    text = """\
        [mill]: https://a.example "Mill"
        <!-- a
        comment -->
        - [One](#one)
        - [Two](#two)
        - [Three](#three)

        The mill is old.

        ***

        <div align="center">

        :::{note} Mind
        :class: x
        It turns at night.
        :::

        ```{toctree}
        intro
        ```

        [^1]: Says the owner.
        """
    assert sentences(text, MARKDOWN) == ["The mill is old.", "Mind", "It turns at night.", "Says the owner."]


@pytest.mark.parametrize(
    ("media_type", "text"),
    [
        (MARKDOWN, "Run it:\n\n```yaml\nforks: 5\nhosts: all\n```\n\nIt is done.\n"),
        (MARKDOWN, "Run it:\n\n    forks: 5\n    hosts: all\n\nIt is done.\n"),
        (RST, "Run it:\n\n.. code-block:: yaml\n   :caption: x\n\n   forks: 5\n   hosts: all\n\nIt is done.\n"),
        (RST, "Run it::\n\n   forks: 5\n   hosts: all\n\nIt is done.\n"),
    ],
)
def test_a_block_of_code_is_found_whole_and_answers_nothing(media_type: str, text: str) -> None:
    whole = content(text, media_type)
    spans = [each for passage in split(whole) for each in passage.sentences]
    code = [each for each in spans if markup_of(whole).is_code(each.start)]
    assert [" ".join(each.of(text).split()) for each in code] == ["forks: 5 hosts: all"]
    assert [each.of(text).rstrip(":") for each in spans if each not in code] == ["Run it", "It is done."]
    assert [may_answer(whole, each) for each in spans] == [False, False, True]


@pytest.mark.parametrize(
    ("media_type", "text"),
    [
        (MARKDOWN, "| City | People |\n|:--|--:|\n| Vlora | 79,513 |\n| **Korca** | `51`\\|2 |\n"),
        (MARKDOWN, "City | People\n---|---\nVlora | 79,513\n[Korca](k.md) | 51\\|2\n"),
        (RST, "======  ======\nCity    People\n======  ======\nVlora   79,513\n\n*Korca* 51|2\n======  ======\n"),
        (RST, "+-------+--------+\n| City  | People |\n+=======+========+\n| Vlora | 79,513 |\n+-------+--------+\n"
              "| Korca | 51|2   |\n+-------+--------+\n"),
        (RST, '.. csv-table:: Towns\n   :header: City, People\n\n   Vlora,"79,513"\n   "Korca", 51|2\n'),
        (RST, '.. csv-table::\n   :header-rows: 1\n   :delim: ;\n\n   City;People\n   Vlora; 79,513\n   Korca;51|2\n'),
        (RST, ".. list-table::\n   :header-rows: 1\n\n   * - City\n     - People\n   * - Vlora\n     - 79,513\n"
              "   * - Korca\n     - 51|2\n"),
    ],
    ids=["pipes", "inner pipes", "simple", "grid", "csv", "csv by ;", "list"],
)  # fmt: skip
def test_a_row_is_one_sentence_with_the_names_of_its_columns(media_type: str, text: str) -> None:
    whole = content(f"Before.\n\n{text}\nAfter.\n", media_type)
    spans = [each for passage in split(whole) for each in passage.sentences]
    told = [reading_form(whole, each).text for each in spans]
    assert [each for each in told if each not in {"Before.", "After.", "Towns"}] == [
        "City: Vlora\nPeople: 79,513",
        "City: Korca\nPeople: 51|2",
    ]
    (value,) = (
        form.text.index("79,513") for form in (reading_form(whole, each) for each in spans) if "79,5" in form.text
    )
    row = next(each for each in spans if "79,513" in each.of(whole.text))
    found = reading_form(whole, row).span(value, value + 6)
    assert found is not None
    assert found.of(whole.text) == "79,513"
    assert reading_form(whole, row).span(0, 4) is None


def test_cells_of_several_lines_are_one_row() -> None:
    text = """\
        +------+-----------+
        | Town | Ferries   |
        +======+===========+
        | Vlora| seven to  |
        |      | Brindisi  |
        +------+-----------+
        """
    assert sentences(text, RST) == ["Town: Vlora\nFerries: seven to Brindisi"]
    simple = """\
        =====  ==========
        Town   Ferries
        =====  ==========
        Vlora  seven to
               Brindisi
        =====  ==========
        """
    assert sentences(simple, RST) == ["Town: Vlora\nFerries: seven to Brindisi"]


@pytest.mark.parametrize(
    "table",
    [
        "Town   Boats\n-----  -----\nVlora  12\nKruja  7\n",
        "+-------+-------+\n| Town  | Boats |\n+:======+======:+\n| Vlora | 12    |\n"
        "+-------+-------+\n| Kruja | 7     |\n+-------+-------+\n",
    ],
)
def test_tables_of_pandocs_markdown_have_rows(table: str) -> None:
    assert sentences(f"Before it.\n\n{table}\nAfter it.\n", MARKDOWN) == [
        "Before it.",
        "Town: Vlora\nBoats: 12",
        "Town: Kruja\nBoats: 7",
        "After it.",
    ]


def test_an_empty_comment_of_rst_hides_nothing_and_colons_alone_are_no_words() -> None:
    text = "The mill turns.\n\n..\n\n   It is quoted here.\n\n::\n\n   make flour\n\nIt ends.\n"
    assert sentences(text, RST) == ["The mill turns.", "It is quoted here.", "make flour", "It ends."]


@pytest.mark.parametrize(
    ("media_type", "links"),
    [(MARKDOWN, "[Install](a.md) | [Use](b.md)"), (RST, ":doc:`install`"), (RST, "`Install <https://a.example>`_")],
)
def test_links_alone_are_no_answer(media_type: str, links: str) -> None:
    for text, answers in ((links, False), (f"{links} takes a minute.", True)):
        assert may_answer(content(text, media_type), Span(0, len(text))) is answers


FIRE = "FIRE AT THE OLD MILL"


@pytest.mark.parametrize(
    ("text", "line", "answers"),
    [
        (f"{FIRE}\n\nSome sixty firefighters fought it until Monday.", FIRE, False),
        (f"Nobody was hurt in the fire, said the warden.\n\n{FIRE}", FIRE, False),
        (f"{FIRE}\nTHANK YOU FOR YOUR VISIT\nCASHIER ANNA", FIRE, True),
        ("What does it say?\nNO SMOKING IN HERE.", "NO SMOKING IN HERE.", True),
        ("The code of the door is\nFIRE 5512", "FIRE 5512", True),
        ("The country was a member of\nNATO", "NATO", True),
        (FIRE, FIRE, True),
    ],
)
def test_a_line_of_capitals_among_sentences_is_a_heading(text: str, line: str, answers: bool) -> None:
    start = text.index(line)
    assert may_answer(content(text, "text/plain"), Span(start, start + len(line))) is answers


PARTS = st.lists(
    st.sampled_from(
        [
            "`",
            "``",
            "*",
            "**",
            "_",
            "|",
            "+--+",
            "+==+",
            "====",
            "== ==",
            "\n",
            "\n\n",
            "   ",
            ".. note::",
            ".. code::",
            ".. list-table::\n\n",
            ".. csv-table::\n\n",
            "* - ",
            "- ",
            "```",
            "~~~",
            ":::",
            "{toctree}",
            "[a](b)",
            "[a](#b)",
            "<!--",
            "-->",
            ":ref:`",
            "<x>`_",
            "\\",
            "word ",
            "Ж",
            "\U0001f600",
            ">",
            "|--|",
            "a | b",
            "::",
            ">>> ",
            "\r\n",
            "\u2028",
            ":header: a,b",
            '"',
            "[1]_",
            "|x|",
        ]
    ),
    max_size=40,
).map("".join)


@given(PARTS, st.sampled_from([MARKDOWN, RST]))
def test_what_is_read_stands_in_the_text_at_its_place(text: str, media_type: str) -> None:
    whole = content(text, media_type)
    for passage in split(whole):
        for span in (passage.span, *passage.sentences):
            form = reading_form(whole, span)
            for at, character in enumerate(form.text):
                place = form.span(at, at + 1)
                assert place is None or (span.holds(place) and place.of(text) == character)
            left_out = unread(whole, span)
            assert all(span.holds(each) for each in left_out)
            assert all(one.end <= other.start for one, other in pairwise(left_out))


@pytest.mark.parametrize(
    "text",
    [
        "[" * 50_000,
        "`" * 50_000,
        "*a " * 30_000,
        "|" * 50_000 + "\n" + "|-" * 50_000,
        ":a:" * 30_000 + "`",
        "[a](" * 20_000,
        "<a " * 30_000,
        "_a" * 40_000,
        "{#a" * 20_000,
        ".. a::\n" * 20_000,
        "+-+\n" * 20_000,
        "= =\n" * 20_000,
        ":::{a}\n" * 20_000,
        "<!--\n" * 20_000,
        "```a\n" * 20_000,
        ">" * 50_000,
        "`a " * 30_000,
        "[a][" * 20_000,
        "http://" * 10_000,
        '"' * 30_000,
        "- [a](#b)\n" * 10_000 + "x",
    ],
)
def test_hostile_markup_is_read_in_a_time_that_follows_its_length(text: str) -> None:
    for media_type in (MARKDOWN, RST):
        whole = content(text, media_type)
        began = time.process_time()
        reading_form(whole, Span(0, len(text)))
        may_answer(whole, Span(0, len(text)))
        assert time.process_time() - began < 20
