"""What a web page says of itself, where it says it in several ways, and which of them is believed."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import readers
from corpus.readers.common.metadata import iso_date
from corpus.readers.html.reader import read_html

if TYPE_CHECKING:
    from corpus.documents import Metadata

STORY = (
    "The mill of the upper valley was built in 1871 by two brothers, who had come over the pass with nothing. "
    "It ground the corn of eleven villages for ninety years, until the road was made."
)
ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "The mill turns again",
    "author": [{"@type": "Person", "name": "Ida Bell"}, {"@type": "Person", "name": "Tom Bell"}],
    "publisher": {"@type": "Organization", "name": "Valley Post"},
    "datePublished": "2023-05-04T10:00:00+02:00",
    "dateModified": "2024-01-01",
    "inLanguage": "en-GB",
    "mainEntityOfPage": {"@type": "WebPage", "@id": "https://post.example/mill"},
}


def page(*head: object, before: str = "", html: str = "<html>") -> bytes:
    """A page whose head holds strings as they are and everything else as JSON-LD."""
    parts = (each if isinstance(each, str) else script(json.dumps(each)) for each in head)
    return f"<!doctype html>{before}{html}<head>{''.join(parts)}</head><body><p>{STORY}</p></body></html>".encode()


def script(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


def meta(name: str, content: str, key: str = "name") -> str:
    return f'<meta {key}="{name}" content="{content}">'


def said_by(data: bytes) -> Metadata:
    (part,) = readers.read(data, "saved_page.html")
    return part.content.metadata


def test_an_article_in_json_says_everything() -> None:
    said = said_by(page(ARTICLE))
    assert (said.title, said.author, said.publisher) == ("The mill turns again", "Ida Bell, Tom Bell", "Valley Post")
    assert (said.date, said.language, said.url) == ("2023-05-04", "en-GB", "https://post.example/mill")


@pytest.mark.parametrize(
    "value",
    [
        [ARTICLE],
        {"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "Site"}, ARTICLE]},
        {"@type": "WebPage", "mainEntity": ARTICLE},
        ARTICLE | {"@type": ["Thing", "https://schema.org/NewsArticle"]},
        ARTICLE | {"author": "Ida Bell, Tom Bell"},
        ARTICLE | {"author": ["By Ida Bell", {"givenName": "Tom", "familyName": "Bell"}, {"name": ["Ida Bell"]}]},
        ARTICLE | {"publisher": "Valley Post", "headline": ["The mill turns again"]},
        {
            "@graph": [
                ARTICLE | {"author": [{"@id": "#1"}, {"@id": "#2"}], "publisher": {"@id": "#3"}},
                {"@type": "Person", "@id": "#1", "name": "Ida Bell"},
                {"@type": "Person", "@id": "#2", "name": "Tom Bell"},
                {"@type": "Organization", "@id": "#3", "name": "Valley Post"},
            ]
        },
    ],
)
def test_an_article_is_found_in_every_shape_that_sites_write(value: object) -> None:
    said = said_by(page(value))
    assert (said.title, said.author, said.publisher) == ("The mill turns again", "Ida Bell, Tom Bell", "Valley Post")
    assert said.date == "2023-05-04"


@pytest.mark.parametrize("marks", ["//<![CDATA[\n{}\n//]]>", "<!--{}-->", "<![CDATA[{}]]>", "\n{}\n"])
def test_an_article_is_read_out_of_marks_that_hide_it_from_old_browsers(marks: str) -> None:
    assert said_by(page(script(marks.format(json.dumps(ARTICLE))))).author == "Ida Bell, Tom Bell"


def test_one_broken_script_does_not_hide_the_next() -> None:
    assert said_by(page(script('{"@type": "Article", '), script("[" * 100_000), ARTICLE)).publisher == "Valley Post"


def test_open_graph_and_meta_elements_are_read() -> None:
    said = said_by(
        page(
            meta("og:title", "The mill | Valley Post", "property"),
            meta("og:site_name", "Valley Post", "property"),
            meta("article:author", "https://social.example/ida", "property"),
            meta("Author", "By Ida Bell"),
            meta("article:published_time", "2023-05-04T23:00:00Z", "property"),
            meta("article:modified_time", "2024-05-04", "property"),
            meta("og:url", "https://post.example/mill", "property"),
            meta("og:locale", "en_GB", "property"),
        )
    )
    assert (said.title, said.author, said.publisher) == ("The mill", "Ida Bell", "Valley Post")
    assert (said.date, said.url, said.language) == ("2023-05-04", "https://post.example/mill", "en-GB")


def test_the_citation_of_a_paper_names_all_its_authors() -> None:
    said = said_by(
        page(
            meta("citation_title", "On mills"),
            meta("citation_author", "Bell, Ida"),
            meta("citation_author", "van der Berg, Tom"),
            meta("citation_publication_date", "2019/7/5"),
            meta("citation_journal_title", "Mills Today"),
            meta("DC.Publisher", "Some Press"),
        )
    )
    assert (said.title, said.author) == ("On mills", "Bell, Ida, van der Berg, Tom")
    assert (said.publisher, said.date) == ("Mills Today", "2019-07-05")


def test_where_a_page_contradicts_itself_the_article_is_believed_first() -> None:
    said = said_by(
        page(
            "<title>Tab</title><link rel=canonical href=https://post.example/canonical>",
            meta("og:title", "Shared", "property"),
            meta("author", "Somebody Else"),
            meta("og:site_name", "Another Site", "property"),
            meta("date", "2001-01-01"),
            meta("og:url", "https://post.example/shared", "property"),
            ARTICLE,
            html='<html lang="en">',
        )
    )
    assert (said.title, said.author, said.publisher) == ("The mill turns again", "Ida Bell, Tom Bell", "Valley Post")
    assert (said.date, said.url, said.language) == ("2023-05-04", "https://post.example/canonical", "en")


def test_articles_that_a_page_only_lists_do_not_speak_for_it() -> None:
    others = [
        ARTICLE | {"headline": f"Story {nth}", "mainEntityOfPage": f"https://post.example/{nth}"} for nth in (1, 2)
    ]
    said = said_by(page("<title>All stories</title>", {"@graph": others}))
    assert (said.title, said.author, said.publisher, said.url) == ("All stories", None, None, None)
    own = '<link rel="canonical" href="https://post.example/2#top">'
    assert said_by(page(own, {"@graph": others})).title == "Story 2"
    linked = {"@type": "ItemList", "itemListElement": [ARTICLE]}
    assert said_by(page("<title>All stories</title>", linked)).title == "All stories"


@pytest.mark.parametrize(
    ("before", "head", "address"),
    [
        ("<!-- saved from url=(0030)https://post.example/a/mill -->", "", "https://post.example/a/mill"),
        (
            "<!--\n Page saved with SingleFile \n url: https://post.example/a/mill?x=1&amp;y=2 \n saved date: Thu -->",
            "",
            "https://post.example/a/mill?x=1&y=2",
        ),
        (
            "<!-- saved from url=(0030)https://post.example/a/mill -->",
            '<link rel="CANONICAL" href="../mill.html">',
            "https://post.example/mill.html",
        ),
        ("", '<base href="https://post.example/a/"><link rel=canonical href="mill">', "https://post.example/a/mill"),
        (
            "",
            meta("og:url", "https://post.example/a/", "property") + '<link rel=canonical href="mill">',
            "https://post.example/a/mill",
        ),
        (
            "<!-- saved from url=(0030)https://m.post.example/mill -->",
            '<link rel=canonical href="https://www.post.example/mill">',
            "https://www.post.example/mill",
        ),
        (
            "<!-- saved from url=(0030)https://fake.example/mill -->",
            '<link rel=canonical href="https://post.example/mill">',
            "https://fake.example/mill",
        ),
        ("<!-- saved from url=(0014)about:internet -->", "", None),
        ("", '<link rel=canonical href="/mill">', None),
        ("", '<link rel=canonical href="javascript:alert(1)"><link rel=canonical href="https://[">', None),
    ],
)
def test_a_saved_page_knows_its_address(before: str, head: str, address: str | None) -> None:
    assert said_by(page(head, before=before)).url == address


@pytest.mark.parametrize(
    ("html", "head", "language"),
    [
        ('<html lang="de-AT">', "", "de-AT"),
        ('<html xml:lang="sq">', "", "sq"),
        ("<html>", meta("Content-Language", "fr", "http-equiv"), "fr"),
        ('<html lang="{{ page.lang }}">', meta("og:locale", "it_IT", "property"), "it-IT"),
        ("<html lang='&lt;script&gt;'>", "", None),
    ],
)
def test_the_language_is_a_code_or_nothing(html: str, head: str, language: str | None) -> None:
    assert said_by(page(head, html=html)).language == language


def test_hostile_values_are_left_out_and_the_next_best_is_taken() -> None:
    hostile = {
        "@type": "Article",
        "headline": {"a": 1},
        "author": [[[[[["deep"]]]]], 7, {"name": {"name": {"name": {"name": {"name": "deep"}}}}}, None],
        "publisher": {"name": ["\u0000\u202e"] * 3},
        "datePublished": "0001-01-01T00:00:00",
        "url": "javascript:alert(1)",
        "inLanguage": {"name": "English"},
    }
    said = said_by(
        page(
            "<title>Tab &lt;b&gt;\x07</title>",
            meta("author", "x" * 5000),
            meta("date", "99999999"),
            meta("date", "2020-02-03"),
            hostile,
        )
    )
    assert said.title == "Tab <b>"
    assert said.author is not None
    assert len(said.author) == 300
    assert (said.date, said.url, said.language) == ("2020-02-03", None, None)


def test_character_references_inside_of_json_are_read() -> None:
    assert said_by(page(ARTICLE | {"headline": "Mills &amp; men"})).title == "Mills & men"


@pytest.mark.parametrize(("written", "date"), [("2020/1/4", "2020-01-04"), ("2020/01", "2020-01"), ("2020/13/1", None)])
def test_a_date_may_be_written_with_slashes(written: str, date: str | None) -> None:
    assert iso_date(written) == date


_KEYS = st.sampled_from(
    ["@type", "@id", "@graph", "name", "headline", "author", "publisher", "datePublished", "url", "mainEntity"]
)
_LEAVES = (
    st.none() | st.booleans() | st.integers() | st.sampled_from(["Article", "#1", "https://a.example/"]) | st.text()
)
_JSON = st.recursive(_LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=6))


@settings(deadline=None)
@given(_JSON, st.text(max_size=30))
def test_whatever_a_page_claims_it_is_read(claims: object, raw: str) -> None:
    content = read_html(page(claims, script(raw), meta("author", raw), f"<link rel=canonical href='{raw}'>"), "a.html")
    said = content.metadata
    assert STORY in content.text
    for value in (said.title, said.author, said.publisher, said.language):
        assert value is None or not (len(value) > 300 or {"Cc", "Cs"} & {unicodedata.category(c) for c in value})
    assert said.url is None or said.url.startswith(("http://", "https://"))


@pytest.mark.parametrize(
    ("html", "author"),
    [
        ('<p><a rel="author" href="/ida">Ida Bell</a></p>', "Ida Bell"),
        ('<p itemprop="author" itemscope><b itemprop="name">Ida Bell</b>, editor</p>', "Ida Bell"),
        ('<p class="byline author">By Ida Bell</p><p class="author">Username</p>', None),
        ('<p itemprop="author">Last updated January 7</p>', None),
        ('<p><a rel="author" href="/admin">Administrator</a></p>', None),
    ],
)
def test_an_author_is_one_that_the_page_declares(html: str, author: str | None) -> None:
    found = read_html(page().replace(b"<body>", b"<body>" + html.encode()), "mill.html")
    assert found.metadata.author == author


@pytest.mark.parametrize(
    ("tab", "heading", "title"),
    [
        ("The mill turns again | Valley Post", "The mill turns again", "The mill turns again"),
        ("The mill turns again", "About this site", "The mill turns again"),
        ("Untitled", "The mill turns again", "The mill turns again"),
        ("The mill turns again", "Ill", "The mill turns again"),
        ("The mill turns again", "The mill", "The mill turns again"),
        ("The old wind-mill", "Mill", "The old wind-mill"),
        ("Valley Post: The Mill turns again – News", "The mill turns again", "The mill turns again"),
    ],
)
def test_a_title_is_the_headline_of_the_page_and_not_its_first_heading(tab: str, heading: str, title: str) -> None:
    data = page(f"<title>{tab}</title>").replace(b"<body>", f"<body><h1>{heading}</h1>".encode())
    assert read_html(data, "mill.html").metadata.title == title


def test_a_page_without_a_charset_is_read_in_its_letters() -> None:
    text = "Ura është e mbyllur, sepse lumi e mori dje pjesën e saj të fundit."
    (part,) = readers.read(f"<html><body><p>{text}</p></body></html>".encode("cp1250"), "ura.html")
    assert part.content.text == text
    assert part.content.metadata.encoding is not None
