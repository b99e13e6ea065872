"""A page as it came from its server, and what tells its versions apart."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Versions:
    """What tells one version of a page from the next: the server's tag and date for it, as the server wrote them."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        """Return the headers that ask for the page only if it is another than this."""
        given = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page as it came: from which address in the end, its bytes, and what the server says of them."""

    url: str
    data: bytes
    media_type: str
    charset: str | None
    versions: Versions
