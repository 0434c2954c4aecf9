"""Where requests may go: the public web, and nowhere else."""

from __future__ import annotations

import ipaddress
import random
import threading
from collections.abc import Iterator

import pytest

from evidence.capturing.addresses import AddressGuard, WebAddress, is_public
from evidence.capturing.faults import CaptureError, Reason


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://Example.ORG", "http://example.org/"),
        ("https://example.org:443/a?b=c#d", "https://example.org/a?b=c"),
        ("http://example.org:8080/", "http://example.org:8080/"),
        (" https://example.org/x y ", "https://example.org/x%20y"),
        (
            "https://qarabağ.example/şuşa?söz=ə",
            "https://xn--qaraba-85a.example/%C5%9Fu%C5%9Fa?s%C3%B6z=%C9%99",
        ),
        ("https://example.org/a%20b?c=%D0%B0", "https://example.org/a%20b?c=%D0%B0"),
        ("http://[2606:4700:0::1111]/", "http://[2606:4700::1111]/"),
        ("http://example.org./", "http://example.org/"),
    ],
)
def test_addresses_take_one_form(url: str, expected: str) -> None:
    assert WebAddress.parse(url).url == expected


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", Reason.MALFORMED),
        ("example.org", Reason.SCHEME),
        ("file:///etc/passwd", Reason.SCHEME),
        ("ftp://example.org/", Reason.SCHEME),
        ("gopher://example.org/", Reason.SCHEME),
        ("javascript:alert(1)", Reason.SCHEME),
        ("http:///path", Reason.MALFORMED),
        ("http://user:secret@example.org/", Reason.CREDENTIALS),
        ("http://user@example.org/", Reason.CREDENTIALS),
        ("http://example.org\\@127.0.0.1/", Reason.CREDENTIALS),
        ("http://example.org\\.evil/", Reason.MALFORMED),
        ("http://exa mple.org/", Reason.MALFORMED),
        ("http://example.org/a\r\nHost: evil", Reason.MALFORMED),
        ("http://example.org/a\tb", Reason.MALFORMED),
        ("http://example.org:99999/", Reason.MALFORMED),
        ("http://example.org:x/", Reason.MALFORMED),
        ("http://[::1", Reason.MALFORMED),
        ("http://[fe80::1%25eth0]/", Reason.MALFORMED),
        ("http://[v1.x]/", Reason.MALFORMED),
        ("http://" + "a" * 300 + ".example/", Reason.MALFORMED),
        ("http://example.org/" + "a" * 5000, Reason.MALFORMED),
    ],
)
def test_what_is_no_web_address_is_refused(url: str, reason: Reason) -> None:
    with pytest.raises(CaptureError) as refused:
        WebAddress.parse(url)
    assert refused.value.reason == reason
    assert refused.value.is_lasting
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.255.255.254", "10.1.2.3", "172.16.0.1", "172.31.255.255"),
        *("192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.255"),
        *("0.0.0.1", "0.1.2.3", "255.255.255.255", "224.0.0.1", "239.1.1.1"),
        *("240.0.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.1"),
        *("203.0.113.9", "192.88.99.1"),
        *("::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8"),
        *("64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "2002:7f00:1::"),
        *("2002:808:808::1", "2001:0:7f00:1::", "2001:db8::1", "3fff::1"),
        *("fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%lo", "fec0::1", "ff02::1"),
        *("100::1", "5f00::1", "not an address", ""),
    ],
)
def test_closed_networks_are_closed(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("8.8.8.8", "1.1.1.1", "100.63.255.255", "100.128.0.1", "172.15.0.1"),
        *("172.32.0.1", "192.167.0.1", "2606:4700:4700::1111", "2a00:1450::1"),
    ],
)
def test_the_public_internet_is_open(address: str) -> None:
    assert is_public(address)


def test_nothing_passes_that_the_standard_library_calls_closed() -> None:
    chance = random.Random(4)
    for _ in range(20_000):
        number = chance.getrandbits(32)
        assert not is_public(str(ipaddress.IPv4Address(number))) or (
            ipaddress.IPv4Address(number).is_global
            and not ipaddress.IPv4Address(number).is_multicast
        )
        number6 = (chance.getrandbits(16) << 112) | chance.getrandbits(112)
        six = ipaddress.IPv6Address(number6)
        assert not is_public(str(six)) or (six.is_global and not six.is_multicast)


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "localhost"),
        *("::1", "::ffff:127.0.0.1"),
    ],
)
def test_this_machine_is_refused_under_all_its_names(host: str) -> None:
    with pytest.raises(CaptureError) as refused:
        AddressGuard().admit(host, 80)
    assert refused.value.reason in {Reason.PRIVATE, Reason.UNRESOLVED}


def test_one_private_address_among_public_ones_closes_the_host() -> None:
    guard = AddressGuard(resolve=lambda host, port: ["8.8.8.8", "10.0.0.1"])
    with pytest.raises(CaptureError) as refused:
        guard.admit("example.org", 443)
    assert refused.value.reason == Reason.PRIVATE


def test_checked_addresses_are_given_once_and_in_order() -> None:
    guard = AddressGuard(resolve=lambda host, port: ["8.8.8.8", "1.1.1.1", "8.8.8.8"])
    assert guard.admit("example.org", 443) == ["8.8.8.8", "1.1.1.1"]


@pytest.mark.parametrize("port", [0, 22, 25, 81, 3306, 6379, 9200])
def test_ports_of_other_services_are_refused(port: int) -> None:
    guard = AddressGuard(resolve=lambda host, port: ["8.8.8.8"])
    with pytest.raises(CaptureError) as refused:
        guard.admit("example.org", port)
    assert refused.value.reason == Reason.PORT


def test_unknown_host_is_said_to_be_unknown() -> None:
    def resolve(host: str, port: int) -> Iterator[str]:
        raise OSError("no such host")

    with pytest.raises(CaptureError) as failed:
        AddressGuard(resolve=resolve).admit("nowhere.example", 443)
    assert failed.value.reason == Reason.UNRESOLVED
    assert not failed.value.is_lasting


def test_resolver_that_never_answers_is_given_up() -> None:
    released = threading.Event()

    def resolve(host: str, port: int) -> list[str]:
        released.wait(10)
        return ["8.8.8.8"]

    try:
        with pytest.raises(CaptureError) as failed:
            AddressGuard(resolve=resolve, seconds=0.1).admit("slow.example", 443)
    finally:
        released.set()
    assert failed.value.reason == Reason.UNRESOLVED


def test_exemption_holds_for_one_port_only() -> None:
    guard = AddressGuard(ports={8001, 8002}, exempt={("127.0.0.1", 8001)})
    assert guard.admit("127.0.0.1", 8001) == ["127.0.0.1"]
    with pytest.raises(CaptureError):
        guard.admit("127.0.0.1", 8002)
