from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
import yaml

from corpus.documents import Span
from corpus.readers.common.metadata import iso_date
from corpus.text.sentences import sentences as split_sentences
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

LIBRARY = ROOT / "corpus" / "sample_library"
PUBLISHERS = frozenset({"BL", "Deutsche Welle", "Emerging Europe"})
RAW_HTML = re.compile(r"<[a-zA-Z/!?]")
CONTESTED = {
    "arrival": r"MEK (?:first )?arrived in Albania .*?in (2013|2014)\b.* according to",
    "admission": r"(?:admitted|accepted).* in (2013|2014)\b.* according to",
    "residents": r"((?:Over|About) [23],000) .*live in Albania.*(?:according to|said)",
    "expulsion": r"expelled (?:the )?two Iranian diplomats in (December 2019|January 2020).* according to",
}
"""Values that the sources do not agree on, and how a sentence gives one with its source."""
CONTESTED_WORDS = re.compile(
    r"terroris[tm]|\bcult|tortured|\bplot\b|\bspies\b|traitors|sterilis|despise|\bhated?\b|annihilate"
)
NAMES_ITS_SOURCE = re.compile(
    r"according to|in the (?:view|words|judgement) of|\b(?:said|says?|claims|calls?|called|considers|sees|blamed|"
    r"argues|accused|wrote|praised|warned|told|announced|reported?|reports|listed|citing)\b"
)
LEANING = re.compile(
    r"(?:It|Its|He|His|She|Her|They|Their|This|That|These|Those|Such|Both|There|Here|Another|Neither|"
    r"The (?:group|camp|country|commentary|report|article|article's|remark|ministry|sources?|agreement|raid|two))\b"
    r"(?! (?:of|in|on|that|Iranian|expelled))"
)
"""How a sentence begins that only the one before explains."""
NEARLY_THE_SAME = 0.85
TOPICS = [
    "Afghan interpreters",
    "Operation Allies Refuge",
    "Luan Dalipi",
    "three metres high",
    "besa",
    "1,800 Jews",
    "Ashraf 3",
    "less than 30 kilometres",
    "Samir Taheri",
    "persona non grata",
    "Ali Khamenei",
    "Behzad Saffari",
    "Quds",
    "Peynam",
    "Ardi Veliu",
    "95 per cent",
    "Article Five",
    "Bledi Çuçi",
    "raid of 2023",
    "Jens Stoltenberg",
    "Redion Qiriazi",
    "Michael Barbero",
    "Ilir Meta",
    "Democratic Party",
    "AIIS",
    "Arash Azizi",
    "Janez Janša",
    "Qassem Soleimani",
]


@dataclass(frozen=True, slots=True)
class Article:
    name: str
    front_matter: dict[str, object]
    body: str

    @property
    def sources(self) -> list[dict[str, str]]:
        sources = self.front_matter["sources"]
        assert isinstance(sources, list)
        return sources

    @property
    def publishers(self) -> set[str]:
        return {source["publisher"] for source in self.sources if "publisher" in source}

    @property
    def date(self) -> str:
        return str(self.front_matter["date"])

    @property
    def credit(self) -> str:
        return str(self.front_matter["publisher"])

    @property
    def sentences(self) -> list[str]:
        blocks = [block for block in self.body.strip().split("\n\n") if not block.startswith("#")]
        return [span.of(block) for block in blocks for span in split_sentences(block, Span(0, len(block)))]


def read(path: Path) -> Article:
    opening, front_matter, body = path.read_text(encoding="utf-8").split("---\n", 2)
    assert opening == "", f"{path.name} has text before its front matter"
    return Article(path.stem, yaml.safe_load(front_matter), body)


ARTICLES = [read(path) for path in sorted(LIBRARY.glob("*.md"))]
NAMED = {
    name for article in ARTICLES for each in article.sentences for name in re.findall(r"(?<=[a-z,] )[A-Z]\w+", each)
}
"""Words that stand with a capital inside of a sentence."""
every_article = pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.name)


def test_the_library_holds_at_least_twelve_articles() -> None:
    assert len(ARTICLES) >= 12


@every_article
def test_a_file_is_named_by_a_plain_slug(article: Article) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", article.name)


@every_article
def test_front_matter_tells_title_date_author_and_language(article: Article) -> None:
    assert isinstance(article.front_matter["title"], str)
    assert iso_date(article.date) == article.date
    assert article.front_matter["author"] == "Besa sample library"
    assert article.front_matter["language"] == "en"


@every_article
def test_each_article_is_credited_to_what_it_retells(article: Article) -> None:
    assert re.fullmatch(r"after .+, (?:January )?20\d\d|after five sources, 2020 to 2023", article.credit)
    assert {source["date"] for source in article.sources} <= {"2020-01", "2021", "2023"}
    if len(article.sources) <= 3:
        assert [each for each in article.publishers if each not in article.credit] == []
        assert ("January 2020" in article.credit) == any(source["date"] == "2020-01" for source in article.sources)


def test_the_articles_span_the_years_that_they_tell_of() -> None:
    assert {article.date[:4] for article in ARTICLES} == {"2014", "2018", "2019", "2020", "2021", "2022", "2023"}


@every_article
def test_every_source_has_a_title_and_nothing_but_words(article: Article) -> None:
    assert article.sources
    for source in article.sources:
        assert source["title"].strip()
        assert source.keys() <= {"publisher", "title", "author", "date"}
        assert all(isinstance(value, str) for value in source.values())


@every_article
def test_the_publishers_named_in_the_text_are_those_of_the_front_matter(article: Article) -> None:
    named = {publisher for publisher in PUBLISHERS if re.search(rf"\b{publisher}\b", article.body)}
    assert named == article.publishers


@every_article
def test_the_first_heading_is_the_title_and_sections_follow(article: Article) -> None:
    headings = re.findall(r"^#+ .*$", article.body, flags=re.MULTILINE)
    assert headings[0] == f"# {article.front_matter['title']}"
    assert len(headings) >= 3
    assert all(heading.startswith("## ") for heading in headings[1:])


@every_article
def test_a_body_has_200_to_900_words(article: Article) -> None:
    assert 200 <= len(re.findall(r"\w[\w'-]*", article.body)) <= 900


@every_article
def test_a_body_holds_no_raw_html(article: Article) -> None:
    assert not RAW_HTML.search(article.body)


@every_article
def test_every_sentence_stands_alone(article: Article) -> None:
    assert [each for each in article.sentences if LEANING.match(each)] == []
    assert [each for each in article.sentences if re.search(r"\bthe (?:commentary|report|article)\b", each)] == []
    assert [each for each in article.sentences if NAMED.isdisjoint(re.findall(r"\w+", each))] == []


@every_article
def test_who_claims_a_contested_thing_is_named_with_it(article: Article) -> None:
    contested = [each for each in article.sentences if CONTESTED_WORDS.search(each)]
    assert [each for each in contested if not NAMES_ITS_SOURCE.search(each)] == []


def test_no_two_sentences_are_nearly_the_same() -> None:
    told = [sentence for article in ARTICLES for sentence in article.sentences]
    alike = [
        pair
        for pair in combinations(told, 2)
        if (compared := SequenceMatcher(None, *pair)).quick_ratio() > NEARLY_THE_SAME
        and compared.ratio() > NEARLY_THE_SAME
        and not set(re.findall(r"\d{4}|[A-Z]\w+", pair[0])) ^ set(re.findall(r"\d{4}|[A-Z]\w+", pair[1]))
    ]
    assert alike == []


@every_article
def test_every_paragraph_ends_a_sentence(article: Article) -> None:
    blocks = [block.strip() for block in article.body.split("\n\n")]
    prose = [block for block in blocks if not block.startswith("#")]
    unfinished = [block for block in prose if not block.endswith((".", '."', '".', ":"))]
    assert not unfinished


@pytest.mark.parametrize("form", CONTESTED.values(), ids=CONTESTED)
def test_sources_that_differ_stand_in_sentences_alike_in_different_articles(form: str) -> None:
    values = {
        (found[1], article.name)
        for article in ARTICLES
        for sentence in article.sentences
        if (found := re.search(form, sentence))
    }
    assert any(one[0] != other[0] and one[1] != other[1] for one, other in combinations(values, 2)), values


@pytest.mark.parametrize("topic", TOPICS)
def test_the_library_speaks_of(topic: str) -> None:
    assert any(topic in article.body for article in ARTICLES)
