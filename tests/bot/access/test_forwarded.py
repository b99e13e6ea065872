from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest

from bot.access.forwarded import received
from bot.access.rules import AccessRules
from bot.errors import CannotDo

PROXY = AccessRules(trusted_proxies=(ip_network("10.0.0.0/8"),), auth_header="X-Remote-User")


def request(peer: str, version: str = "1.1", **headers: str) -> dict[str, Any]:
    written = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {
        "type": "http",
        "http_version": version,
        "scheme": "http",
        "client": (peer, 4711),
        "headers": [(b"host", b"inside:7860"), *written],
    }


def test_a_trusted_proxy_says_who_asks_for_which_name_and_how() -> None:
    arrival = received(
        request(
            "10.0.0.1",
            x_forwarded_for="6.6.6.6, 203.0.113.7, 10.0.0.9",
            x_forwarded_proto="https",
            x_forwarded_host="docs.example",
            x_remote_user="ina",
        ),
        PROXY,
    )
    assert arrival.scope["client"][0] == "203.0.113.7"  # what stands before it, the client may have written
    assert arrival.scope["scheme"] == "https"
    assert arrival.scope["headers"] == [(b"host", b"docs.example")]
    assert (arrival.user, arrival.through_proxy) == ("ina", True)


@pytest.mark.parametrize("peer", ["127.0.0.1", "192.0.2.1", "11.0.0.1", ""])
def test_what_anyone_else_writes_is_taken_away(peer: str) -> None:
    arrival = received(
        request(
            peer,
            x_forwarded_for="10.0.0.1",
            x_forwarded_proto="https",
            x_forwarded_host="evil.example",
            x_gradio_server="http://evil.example",
            forwarded="host=evil.example",
            x_remote_user="ina",
        ),
        PROXY,
    )
    assert arrival.scope["client"][0] == peer
    assert arrival.scope["scheme"] == "http"
    assert arrival.scope["headers"] == [(b"host", b"inside:7860")]
    assert (arrival.user, arrival.through_proxy) == (None, True)


def test_a_user_whom_two_headers_name_is_nobody() -> None:
    asked = request("10.0.0.1", x_remote_user="ina")
    asked["headers"].append((b"x-remote-user", b"owner"))
    assert received(asked, PROXY).user is None


@pytest.mark.parametrize(
    ("asked", "through"),
    [
        (request("127.0.0.1"), False),
        (request("127.0.0.1", version="1.0"), True),
        (request("127.0.0.1", x_forwarded_for="203.0.113.7"), True),
        (request("127.0.0.1", x_real_ip="203.0.113.7"), True),
        (request("127.0.0.1", via="1.1 caddy"), True),
        (request("10.0.0.1"), True),
    ],
)
def test_signs_of_a_proxy_are_seen(asked: dict[str, Any], through: bool) -> None:
    assert received(asked, PROXY).through_proxy is through


def test_a_header_that_anyone_could_write_names_nobody() -> None:
    with pytest.raises(CannotDo, match="--trusted-proxy"):
        AccessRules(auth_header="X-Remote-User")
