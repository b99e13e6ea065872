from __future__ import annotations

import pytest

from corpus.errors import FetchError
from corpus.web.public_addresses import is_public, permitted_addresses

NOT_PUBLIC = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "169.254.0.1", "100.64.0.1", "100.100.100.200", "100.127.255.255", "192.0.0.192",
    "168.63.129.16",
    "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1", "198.51.100.1",
    "203.0.113.1", "192.88.99.1",
    "::1", "::", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "ff0e::1",
    "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:169.254.169.254", "::127.0.0.1", "::8.8.8.8",
    "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:808:808::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1", "3fff::1", "100::1", "5f00::1", "4000::1", "e000::1",
    "", "localhost", "example.org", "2130706433", "0x7f.1", "127.1",
]  # fmt: skip
PUBLIC = [
    "8.8.8.8", "1.1.1.1", "93.184.216.34", "172.15.0.1", "172.32.0.1", "100.63.255.255", "100.128.0.1", "169.253.0.1",
    "192.167.1.1", "11.0.0.1", "223.255.255.255", "2606:2800:220:1:248:1893:25c8:1946", "2a00:1450:4001:80b::200e",
    "2620:fe::fe", "2001:4860:4860::8888",
]  # fmt: skip


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_no_address_of_a_machine_or_a_network_that_is_not_public_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


def test_of_a_hosts_addresses_only_public_ones_are_permitted_and_the_name_is_looked_up_once() -> None:
    asked: list[tuple[str, int]] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return ["127.0.0.1", "93.184.216.34", "::1", "64:ff9b::5db8:d822"]

    assert permitted_addresses("example.org", 443, is_public, resolve) == ["93.184.216.34"]
    assert asked == [("example.org", 443)]


@pytest.mark.parametrize("addresses", [["10.0.0.1"], ["::ffff:93.184.216.34"], []])
def test_a_host_without_a_public_address_is_refused(addresses: list[str]) -> None:
    with pytest.raises(FetchError, match="not public"):
        permitted_addresses("example.org", 80, is_public, lambda _host, _port: addresses)


def test_a_host_that_is_not_there_is_said() -> None:
    def resolve(_host: str, _port: int) -> list[str]:
        raise OSError(-2, "Name or service not known")

    with pytest.raises(FetchError, match=r"no host example\.invalid"):
        permitted_addresses("example.invalid", 80, is_public, resolve)
