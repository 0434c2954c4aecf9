"""Which web addresses may be asked at all.

Whoever cites a URL decides where this server sends requests. So each host is resolved
here, every one of its addresses must be public, and the caller connects to exactly the
addresses that were checked: a name that resolves differently a moment later (DNS
rebinding) changes nothing.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import idna

from evidence.capturing.faults import CaptureError, Reason

__all__ = ["PORTS", "AddressGuard", "WebAddress", "is_public", "resolve_host"]

PORTS = frozenset({80, 443, 8080, 8443})
LONGEST = 4096

Resolve = Callable[[str, int], Iterable[str]]

# Networks that are not the public internet (IANA's special-purpose registries).
_CLOSED_IPV4 = [
    ipaddress.IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8"),
        *("169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24"),
        *("192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
        *("224.0.0.0/4", "240.0.0.0/4"),
    )
]
# Of IPv6 only global unicast is open. That leaves out mapped, compatible and NAT64
# addresses, which carry an IPv4 address that nobody has checked.
_OPEN_IPV6 = ipaddress.IPv6Network("2000::/3")
_CLOSED_IPV6 = [
    ipaddress.IPv6Network(network)
    for network in (
        # Protocol assignments, Teredo and ORCHID among them; documentation; 6to4.
        *("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48"),
        *("3fff::/20",),
    )
]
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")


@dataclass(frozen=True)
class WebAddress:
    """A URL that has the form of a web address, taken apart and put into ASCII.

    It says nothing about where the host is: :meth:`AddressGuard.admit` does.
    """

    scheme: str
    host: str
    port: int
    target: str

    @classmethod
    def parse(cls, url: str) -> WebAddress:
        """Take ``url`` apart; raise :class:`CaptureError` for all but http(s).

        The fragment is dropped, spaces and letters outside ASCII are escaped.
        """
        url = url.strip(" \t\r\n")
        if not url or len(url) > LONGEST or _CONTROL.search(url):
            raise CaptureError(Reason.MALFORMED, url[:200])
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise CaptureError(Reason.MALFORMED, url[:200]) from error
        if parts.scheme not in {"http", "https"}:
            raise CaptureError(Reason.SCHEME, url[:200])
        if "@" in parts.netloc:
            # The address itself holds what must not be repeated.
            raise CaptureError(Reason.CREDENTIALS)
        if port is None:
            port = 443 if parts.scheme == "https" else 80
        path = quote(parts.path or "/", safe="%/:@!$&'()*+,;=~[]|")
        query = quote(parts.query, safe="%/:@!$&'()*+,;=~?[]|")
        target = urlunsplit(("", "", path, query, ""))
        return cls(parts.scheme, _ascii_host(parts.hostname or "", url), port, target)

    @property
    def authority(self) -> str:
        """Return host and, unless it is the scheme's own, port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = 443 if self.scheme == "https" else 80
        return host if self.port == usual else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        return f"{self.origin}{self.target}"

    def join(self, location: str) -> WebAddress:
        """Return the address that ``location``, seen at this one, leads to."""
        try:
            return WebAddress.parse(urljoin(self.url, location.strip()))
        except ValueError as error:
            raise CaptureError(Reason.MALFORMED, location[:200]) from error


class AddressGuard:
    """Lets requests go to public addresses on the web's ports, and nowhere else.

    ``exempt`` are pairs of address and port that pass without being public. It exists
    for tests, whose servers are on this machine; no setting fills it.
    """

    def __init__(
        self,
        *,
        resolve: Resolve | None = None,
        ports: Collection[int] = PORTS,
        exempt: Collection[tuple[str, int]] = (),
        seconds: float = 10,
    ) -> None:
        self._resolve = resolve or resolve_host
        self._ports = frozenset(ports)
        self._exempt = frozenset(exempt)
        self._seconds = seconds

    def admit(self, host: str, port: int) -> list[str]:
        """Return the addresses of ``host`` to connect to, all of them checked.

        One address that is not public closes the whole host: an honest site has none.
        """
        if port not in self._ports:
            raise CaptureError(Reason.PORT, f"{host}:{port}")
        addresses = self._look_up(host, port)
        if not addresses:
            raise CaptureError(Reason.UNRESOLVED, host)
        for address in addresses:
            if (address, port) not in self._exempt and not is_public(address):
                raise CaptureError(Reason.PRIVATE, f"{host} ({address})")
        return addresses

    def _look_up(self, host: str, port: int) -> list[str]:
        try:
            return [str(ipaddress.ip_address(host))]
        except ValueError:
            pass
        # The system's resolver knows no time limit of its own.
        pool = ThreadPoolExecutor(1, thread_name_prefix="resolve")
        try:
            found = pool.submit(lambda: list(self._resolve(host, port)))
            # In order, without repetition.
            return list(dict.fromkeys(found.result(self._seconds)))
        except FutureTimeout as error:
            raise CaptureError(Reason.UNRESOLVED, host) from error
        except (OSError, UnicodeError) as error:
            raise CaptureError(Reason.UNRESOLVED, host) from error
        finally:
            pool.shutdown(wait=False)


def is_public(address: str) -> bool:
    """Say whether an IP address belongs to the public internet."""
    try:
        number = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(number, ipaddress.IPv4Address):
        return not any(number in network for network in _CLOSED_IPV4)
    if number.scope_id is not None or number not in _OPEN_IPV6:
        return False
    return not any(number in network for network in _CLOSED_IPV6)


def resolve_host(host: str, port: int) -> list[str]:
    """Return the addresses that the system's resolver gives for a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(sockaddr[0]) for *_rest, sockaddr in found]


def _ascii_host(host: str, url: str) -> str:
    """Return the host as it is asked for: lower case, an IDN in its ASCII form."""
    if "[" in urlsplit(url).netloc:
        try:
            # A zone ("%eth0") names a network of this machine.
            return str(ipaddress.IPv6Address(host.replace("%", " ")))
        except ValueError as error:
            raise CaptureError(Reason.MALFORMED, url[:200]) from error
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except idna.IDNAError as error:
            raise CaptureError(Reason.MALFORMED, url[:200]) from error
    host = host.lower().rstrip(".")
    if len(host) > 253 or not _HOST.fullmatch(host):
        raise CaptureError(Reason.MALFORMED, url[:200])
    return host
