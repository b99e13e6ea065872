from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from bot.answers import Answer, AnswerSentence
from bot.wording.excerpts import excerpt_html
from bot.wording.markup import without_surrogates
from tests.support.answers import citations

if TYPE_CHECKING:
    from bot.answers import Citation


class Marked(HTMLParser):
    """The text of an excerpt, with the open elements around each of its characters."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.around: list[tuple[str, ...]] = []
        self.attributes: list[tuple[str, str | None]] = []
        self._open: list[str] = []
        self.feed(html.replace("\r", "&#13;"))
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        self.around += [tuple(self._open)] * len(data)


@given(citations(), st.data())
def test_each_character_stands_in_the_elements_that_it_belongs_to(citation: Citation, data: st.DataObject) -> None:
    bounds = st.integers(citation.start - 9, citation.end + 9)
    spans = data.draw(st.lists(st.tuples(bounds, bounds).filter(lambda pair: pair[0] < pair[1]), max_size=3))
    sentences = tuple(AnswerSentence("", citation.number, max(0, start), max(1, end)) for start, end in spans)
    elsewhere = AnswerSentence("", citation.number + 1, citation.start, citation.end)
    answer = Answer("", "", 0.9, (*sentences, elsewhere), (citation,), 1.0)
    marked = Marked(excerpt_html(citation, answer.quoted_from(citation)))
    assert marked.text == without_surrogates(citation.excerpt)
    for at, around in enumerate(marked.around, citation.start):
        quoted = any(each.start <= at < each.end for each in sentences)
        matched = any(span.start <= at < span.end for span in citation.highlights)
        assert around == ("b",) * quoted + ("mark",) * matched


@given(citations())
def test_a_matched_word_has_the_attributes_that_it_is_given(citation: Citation) -> None:
    seen: list[str] = []

    def attributes(matched: str) -> str:
        seen.append(matched)
        return ' data-word="7"'

    marked = Marked(excerpt_html(citation, [], attributes))
    assert set(seen) == {citation.text_of(span) for span in citation.highlights}
    assert marked.attributes == [("data-word", "7")] * len(citation.highlights)


@given(citations())
def test_what_is_quoted_of_a_citation_is_quoted_of_no_other(citation: Citation) -> None:
    other = replace(citation, number=citation.number + 1)
    sentence = AnswerSentence("", other.number, citation.start, max(citation.start + 1, citation.end))
    assert Answer("", "", 0.9, (sentence,), (citation, other), 1.0).quoted_from(citation) == []
