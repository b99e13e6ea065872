"""Tell addresses of the web from all other text: the one place that decides what may become a link."""

from __future__ import annotations

from urllib.parse import urlsplit

_LONGEST = 2_000
"""Characters; what is longer is taken for no address."""


def web_address(value: object) -> str | None:
    """Return `value`, stripped, where it is an absolute http(s) address; None for anything else.

    Example: " https://example.org/a " is "https://example.org/a"; "javascript:alert(1)" and "example.org" are None.
    """
    address = value.strip() if isinstance(value, str) else ""
    if not 0 < len(address) <= _LONGEST or not address.isprintable() or " " in address:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in {"http", "https"} and parts.netloc else None


def is_web_address(name: str) -> bool:
    """Return whether a name that a person gave means an address of the web, whatever is wrong with it otherwise.

    Example: "https://example.org/a b" does, "notes/https:" does not.
    """
    return name.lower().startswith(("http://", "https://"))
