from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.support.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

LIBRARY = ROOT / "corpus" / "sample_library"
PUBLISHERS = frozenset({"BL", "Deutsche Welle", "Emerging Europe"})
RAW_HTML = re.compile(r"<[a-zA-Z/!?]")
CONTESTED = [("2013", "2014"), ("2,000", "3,000")]
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


def read(path: Path) -> Article:
    opening, front_matter, body = path.read_text(encoding="utf-8").split("---\n", 2)
    assert opening == "", f"{path.name} has text before its front matter"
    return Article(path.stem, yaml.safe_load(front_matter), body)


ARTICLES = [read(path) for path in sorted(LIBRARY.glob("*.md"))]
every_article = pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.name)


def test_the_library_holds_at_least_twelve_articles() -> None:
    assert len(ARTICLES) >= 12


@every_article
def test_a_file_is_named_by_a_plain_slug(article: Article) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", article.name)


@every_article
def test_front_matter_tells_title_date_author_and_language(article: Article) -> None:
    assert isinstance(article.front_matter["title"], str)
    assert isinstance(article.front_matter["date"], date)
    assert article.front_matter["author"] == "Besa sample library"
    assert article.front_matter["language"] == "en"


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
def test_a_body_has_400_to_900_words(article: Article) -> None:
    assert 400 <= len(re.findall(r"\w[\w'-]*", article.body)) <= 900


@every_article
def test_a_body_holds_no_raw_html(article: Article) -> None:
    assert not RAW_HTML.search(article.body)


@every_article
def test_every_paragraph_ends_a_sentence(article: Article) -> None:
    blocks = [block.strip() for block in article.body.split("\n\n")]
    prose = [block for block in blocks if not block.startswith("#")]
    unfinished = [block for block in prose if not block.endswith((".", '."', '".', ":"))]
    assert not unfinished


@pytest.mark.parametrize(("rarer", "commoner"), CONTESTED)
def test_a_contested_figure_stands_beside_its_rival(rarer: str, commoner: str) -> None:
    naming = [article for article in ARTICLES if re.search(rf"\b{rarer}\b", article.body)]
    assert len(naming) >= 2
    assert [article.name for article in naming if commoner not in article.body] == []


@pytest.mark.parametrize("topic", TOPICS)
def test_the_library_speaks_of(topic: str) -> None:
    assert any(topic in article.body for article in ARTICLES)
