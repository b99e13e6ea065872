from __future__ import annotations

import pytest

from corpus.errors import FetchError
from corpus.web.page_url import PageUrl


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://example.org", "https://example.org/"),
        ("HTTPS://EXAMPLE.org:443/A?b=c#d", "https://example.org/A?b=c"),
        ("http://example.org:8080/a", "http://example.org:8080/a"),
        ("https://shqipëri.example/Tiranë", "https://xn--shqipri-vya.example/Tiran%C3%AB"),
        ("https://example.org/a%20b", "https://example.org/a%20b"),
        ("https://example.org./a", "https://example.org/a"),
        ("http://[2606:2800::1]/a", "http://[2606:2800::1]/a"),
    ],
)
def test_an_address_is_written_in_one_way(written: str, meant: str) -> None:
    assert str(PageUrl.parse(written)) == meant


@pytest.mark.parametrize(
    "written",
    [
        "", "example.org", "ftp://example.org/a", "file:///etc/passwd", "javascript:alert(1)", "https://",
        "https:///a", "https://user@example.org/", "https://user:secret@example.org/", "https://@example.org/",
        "https://example.org\\@127.0.0.1/", "https://example.org:22/", "http://example.org:25/", "http://a:99999/",
        "http://a:b/", "http://exa mple.org/", "http://example.org/a\r\nHost: b", "http://[::1", "http://[fe80::1%25e]/",
        "http://exam<ple>.org/", "http://" + "a" * 300 + ".org/",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_page_is_refused(written: str) -> None:
    with pytest.raises(FetchError):
        PageUrl.parse(written)


def test_a_redirect_is_followed_to_another_host_but_not_out_of_https_nor_to_another_kind_of_address() -> None:
    here = PageUrl.parse("https://example.org/a/b")
    assert str(here.joined("../c")) == "https://example.org/c"
    assert str(here.joined("//example.com/d")) == "https://example.com/d"
    for location in ("http://example.org/a", "file:///etc/passwd", "gopher://example.org/", "https://u:p@a.org", "//["):
        with pytest.raises(FetchError):
            here.joined(location)
    assert str(PageUrl.parse("http://example.org/").joined("https://example.org/")) == "https://example.org/"
