from __future__ import annotations

import pytest

from bot.access.hosts import LOOPBACK, HostNames, comes_from_elsewhere, host_name, is_own_origin

HERE = {"host": "127.0.0.1:7860", "origin": "http://127.0.0.1:7860", "sec-fetch-site": "same-origin"}


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("127.0.0.1:7860", "127.0.0.1"),
        ("LOCALHOST", "localhost"),
        ("localhost.:80", "localhost"),
        ("[::1]:7860", "::1"),
        ("", None),
        ("[", None),
        ("a@localhost", None),
        ("localhost/x", None),
        ("localhost:port", None),
        ("evil.example#localhost", None),
    ],
)
def test_a_host_is_a_name_without_its_port(host: str, name: str | None) -> None:
    assert host_name(host) == name


def test_a_number_of_an_address_is_a_name_that_nobody_can_fake() -> None:
    beyond = HostNames(LOOPBACK | {"docs.example"}, numbers=True)
    assert [each in beyond for each in ("192.168.1.5", "fe80::1", "docs.example", "evil.example", None)] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert "192.168.1.5" not in HostNames(LOOPBACK)


@pytest.mark.parametrize(
    ("origin", "scheme", "host"),
    [
        ("http://127.0.0.1:7860", "http", "127.0.0.1:7860"),
        ("http://localhost", "http", "localhost:80"),
        ("http://[::1]:7860", "http", "[::1]:7860"),
        ("https://docs.example", "https", "docs.example"),
        ("https://docs.example", "http", "docs.example"),  # behind a proxy that does not say that it was asked by https
        ("https://docs.example", "wss", "docs.example"),
    ],
)
def test_the_page_itself_is_known_by_its_origin(origin: str, scheme: str, host: str) -> None:
    assert is_own_origin(origin, scheme, host)


@pytest.mark.parametrize(
    "changed",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "http://localhost:7860"},
        {"origin": "file://127.0.0.1:7860"},
        {"origin": "http://127.0.0.1:7860.evil.example"},
        {"origin": "http://127.0.0.1:7860@evil.example"},
        {"origin": "http://["},
        {"host": "", "origin": "http://"},
        {"host": "docs.example", "origin": "http://127.0.0.1:7860"},
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_another_page_is_known_by_its_origin(changed: dict[str, str], method: str) -> None:
    assert comes_from_elsewhere({**HERE, **changed}, "http", method, ())


def test_a_page_by_http_is_not_the_one_by_https() -> None:
    headers = {"host": "docs.example", "origin": "http://docs.example"}
    assert comes_from_elsewhere(headers, "https", "GET", ())
    assert not comes_from_elsewhere(headers, "http", "GET", ())


@pytest.mark.parametrize(
    ("method", "fetched", "elsewhere"),
    [
        ("GET", {}, False),
        ("GET", {"site": "same-origin"}, False),
        ("GET", {"site": "none", "mode": "navigate", "dest": "document"}, False),
        ("GET", {"site": "cross-site", "mode": "navigate", "dest": "document"}, False),
        ("GET", {"site": "cross-site", "mode": "navigate", "dest": "iframe"}, True),
        ("GET", {"site": "same-site", "mode": "no-cors", "dest": "script"}, True),
        ("GET", {"site": "cross-site", "mode": "no-cors", "dest": "image"}, True),
        ("POST", {"site": "cross-site", "mode": "navigate", "dest": "document"}, True),
    ],
)
def test_without_an_origin_the_browser_says_who_makes_it_ask(
    method: str, fetched: dict[str, str], elsewhere: bool
) -> None:
    headers = {"host": "localhost:7860", **{f"sec-fetch-{name}": value for name, value in fetched.items()}}
    assert comes_from_elsewhere(headers, "http", method, ()) is elsewhere


def test_an_origin_that_is_listed_may_ask_and_a_page_that_may_show_it_in_a_frame() -> None:
    headers = {"host": "localhost:7860", "origin": "https://app.example"}
    assert not comes_from_elsewhere(headers, "http", "POST", ("https://app.example",))
    framed = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}
    assert not comes_from_elsewhere(framed, "https", "GET", (), framed=True)
