"""Fetch one page or file because a person asked for it: redirects, robots.txt, size and time, newer or the same."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.request import getproxies, proxy_bypass

from corpus.errors import FetchError
from corpus.messages import Message
from corpus.web.connection import Network, answer_to, body_of
from corpus.web.fetched_page import FetchedPage, Versions
from corpus.web.page_url import PageUrl
from corpus.web.robots import MAX_BYTES, RobotRules

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from http.client import HTTPResponse

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_UNCHANGED = 304
_MOST_REDIRECTS = 5
_TOO_MANY = 429
_HEADERS = {
    "User-Agent": "Besa (a library of one person's documents; fetches single pages that the person asks for)",
    "Accept": "text/html, application/xhtml+xml, application/pdf, text/plain, */*;q=0.5",
    "Accept-Encoding": "gzip",
    "Connection": "close",
}
_MIB = 2**20


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches one page at a time, of `max_bytes` at most and within `seconds`, with all that it takes to get there."""

    max_bytes: int = 200 * _MIB
    seconds: float = 60.0
    network: Network = field(default_factory=Network)

    def fetch(self, address: str, known: Versions | None = None) -> FetchedPage | None:
        """Return the page at an address; None if it is still the version that is `known`.

        Each address that a redirect leads to is checked as the first one is. Raises FetchError.
        """
        deadline = time.monotonic() + self.seconds
        with self._answer(PageUrl.parse(address), known or Versions(), deadline, robots={}) as (url, response):
            if response.status == _UNCHANGED and known is not None:
                return None
            if response.status != 200:
                raise FetchError(_refusal(response))
            data = body_of(response, self.max_bytes)
            if len(data) > self.max_bytes:
                size = round(self.max_bytes / _MIB)
                raise FetchError(Message("it is larger than {size:,} MiB; besa add --max-file-size N", size=size))
            headers = response.headers
            versions = Versions(_header(response, "ETag"), _header(response, "Last-Modified"))
            charset = headers.get_content_charset() if headers.get("Content-Type") else None
            media_type = headers.get_content_type() if headers.get("Content-Type") else ""
            return FetchedPage(str(url), data, media_type, charset, versions)

    @contextmanager
    def _answer(
        self, url: PageUrl, known: Versions, deadline: float, robots: dict[str, RobotRules] | None
    ) -> Iterator[tuple[PageUrl, HTTPResponse]]:
        """Yield the first answer that is no redirect, with its address; `robots` None asks no robots.txt."""
        for _ in range(_MOST_REDIRECTS + 1):
            _check_proxy(url)
            if robots is not None:
                self._check_robots(url, deadline, robots)
            with answer_to(url, {**_HEADERS, **known.headers()}, self.network, deadline) as response:
                location = response.getheader("Location") if response.status in _REDIRECTS else None
                if not location:
                    yield url, response
                    return
            url = url.joined(location)
        raise FetchError(Message("it leads from one address to the next, without an end; there is nothing to fetch"))

    def _check_robots(self, url: PageUrl, deadline: float, robots: dict[str, RobotRules]) -> None:
        """Raise FetchError where the host's robots.txt asks programs not to fetch this; it is read once a host."""
        if url.origin not in robots:
            robots[url.origin] = self._robot_rules(url, deadline)
        if not robots[url.origin].allows(url.target):
            raise FetchError(
                Message(
                    "the robots.txt of {host} asks programs not to fetch this page, and Besa keeps to it; save the "
                    "page in the browser and add the file",
                    host=url.authority,
                )
            )

    def _robot_rules(self, url: PageUrl, deadline: float) -> RobotRules:
        with self._answer(url.joined("/robots.txt"), Versions(), deadline, robots=None) as (_, response):
            if response.status == 200:
                return RobotRules.parse(body_of(response, MAX_BYTES).decode("utf-8", "replace"))
            if 400 <= response.status < 500 and response.status != _TOO_MANY:
                return RobotRules()
            raise FetchError(
                Message(
                    "whether programs may fetch from {host} cannot be told: its robots.txt answers {status}; try "
                    "again later",
                    host=url.authority,
                    status=str(response.status),
                )
            )


def _check_proxy(url: PageUrl, proxies: Mapping[str, str] | None = None) -> None:
    """Raise FetchError where a proxy is to be asked: only the proxy would know which address it connects to."""
    found = getproxies() if proxies is None else proxies
    if (url.scheme in found or "all" in found) and not proxy_bypass(url.host):
        raise FetchError(
            Message(
                "a proxy is set for {scheme} ({variable}), behind which Besa cannot check what it connects to, and it "
                "does not go past one unasked; save the page in the browser and add the file, or name {host} in "
                "NO_PROXY to connect directly",
                scheme=url.scheme,
                variable=f"{url.scheme.upper()}_PROXY",
                host=url.host,
            )
        )


def _refusal(response: HTTPResponse) -> Message:
    status = str(response.status)
    if response.status in (401, 402, 403, 407, 451):
        return Message("the host does not give it to just anybody (status {status}); save the page", status=status)
    if response.status in (404, 410):
        return Message("there is no such page (status {status}); check the address", status=status)
    return Message("the host cannot give it just now (status {status}); try again later", status=status)


def _header(response: HTTPResponse, name: str) -> str | None:
    """Return a header's value if it can be sent back as it is."""
    value = (response.getheader(name) or "").strip()
    return value if 0 < len(value) <= 500 and value.isascii() and value.isprintable() else None
