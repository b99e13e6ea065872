"""One request and its answer, over a connection to an address that was checked: the one door to the network.

No cookies, no credentials, no proxy; the certificate of an https host is checked. Whatever the other side does, it is
over when the time is.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
import zlib
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import TYPE_CHECKING

from corpus.errors import FetchError
from corpus.messages import Message
from corpus.web.public_addresses import is_public, permitted_addresses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corpus.web.page_url import PageUrl
    from corpus.web.public_addresses import Permits, Resolve

_READ_AT_ONCE = 2**16
_CONNECT_SECONDS = 10.0
_TRIED = 4
"""Most of a host's addresses that are tried."""
_GZIP = 31
"""zlib's window for a gzip stream with its checksum."""
_NO_TIME = Message("it took too long; try again later, or save the page in the browser and add the file")
_BROKEN = Message("the connection broke off before all had come; try again")


def look_up(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host, in the order in which the system would try them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


@dataclass(frozen=True, slots=True)
class Network:
    """How hosts are found, and which of their addresses may be connected to; tests have ones of their own."""

    permits: Permits = is_public
    resolve: Resolve = look_up
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)


@contextmanager
def answer_to(url: PageUrl, headers: Mapping[str, str], network: Network, deadline: float) -> Iterator[HTTPResponse]:
    """Ask for a page and yield the answer, whose body is not read yet. `deadline` is of `time.monotonic`.

    Raises FetchError where nobody may be asked, or where not all has come by the end of the block.
    """
    addresses = permitted_addresses(url.host, url.port, network.permits, network.resolve)
    connected = _connect(addresses[:_TRIED], url.port, deadline)
    connection = HTTPConnection(url.host, url.port)
    connection.auto_open = 0  # it never looks the host up again
    try:
        if url.scheme == "https":
            connected = network.trust.wrap_socket(connected, server_hostname=url.host, do_handshake_on_connect=False)
        connection.sock = connected
        with _ended_at(deadline, connected):
            if isinstance(connected, ssl.SSLSocket):
                connected.do_handshake()
            connection.request("GET", url.target, headers={"Host": url.authority, **headers})
            yield connection.getresponse()
    except ssl.SSLCertVerificationError as error:
        raise FetchError(
            Message("the host does not prove that it is {host} ({error})", host=url.host, error=error.verify_message)
        ) from error
    except (OSError, HTTPException) as error:
        raise FetchError(_NO_TIME if time.monotonic() >= deadline else _BROKEN) from error
    finally:
        connection.close()
        connected.close()


def body_of(response: HTTPResponse, most: int) -> bytes:
    """Return the body of an answer, unpacked, if it is `most` bytes at most; otherwise its first `most` + 1 bytes.

    Raises FetchError for one that is packed otherwise than was asked for, or incomplete.
    """
    packed_as = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if packed_as == "identity":
        body = response.read(most + 1)
        if len(body) <= most and response.length:
            raise FetchError(_BROKEN)
        return body
    if packed_as not in ("gzip", "x-gzip"):
        raise FetchError(
            Message("it came packed as {encoding}, which was not asked for; save the page", encoding=packed_as)
        )
    try:
        return _unpacked(response, most)
    except zlib.error as error:
        raise FetchError(_BROKEN) from error


def _unpacked(response: HTTPResponse, most: int) -> bytes:
    """Unpack a gzip stream, of any number of members, only as far as it is wanted."""
    unpacker, body, received = zlib.decompressobj(_GZIP), bytearray(), 0
    while chunk := response.read(_READ_AT_ONCE):
        received += len(chunk)
        while chunk:
            if unpacker.eof:
                unpacker = zlib.decompressobj(_GZIP)
            body += unpacker.decompress(chunk, most + 1 - len(body))
            if max(len(body), received) > most:
                return bytes(body).ljust(most + 1, b"\0")
            chunk = unpacker.unused_data
    if response.length or (received and not unpacker.eof):
        raise FetchError(_BROKEN)
    return bytes(body)


@contextmanager
def _ended_at(deadline: float, connected: socket.socket) -> Iterator[None]:
    """End the connection at the deadline, whatever waits for it then. Raises FetchError where that came."""
    alarm = threading.Timer(max(0.0, deadline - time.monotonic()), _hang_up, [connected])
    alarm.daemon = True
    alarm.start()
    try:
        yield
    finally:
        alarm.cancel()
    if time.monotonic() >= deadline:  # what seems whole may have been cut short
        raise FetchError(_NO_TIME)


def _connect(addresses: list[str], port: int, deadline: float) -> socket.socket:
    """Connect to the first of these addresses that answers. Raises FetchError."""
    for address in addresses:
        left = deadline - time.monotonic()
        if left <= 0:
            raise FetchError(_NO_TIME)
        with suppress(OSError):
            connected = socket.create_connection((address, port), timeout=min(_CONNECT_SECONDS, left))
            connected.settimeout(max(0.1, deadline - time.monotonic()))
            return connected
    raise FetchError(Message("the host does not answer; check the address and the connection, and try again"))


def _hang_up(connected: socket.socket) -> None:
    """End a connection that another thread may be waiting at."""
    with suppress(OSError):
        socket.socket.shutdown(connected, socket.SHUT_RDWR)  # SSLSocket's own would take its state from the reader
