"""One exchange with a witness over HTTP, bounded in time and size."""

from __future__ import annotations

import time

import requests
import urllib3

__all__ = ["NotFound", "Unreachable", "exchange"]


class Unreachable(Exception):
    """There was no answer, or none that can be used. Trying again later may help."""


class NotFound(Unreachable):
    """The witness answered that it has no such thing (404)."""


def exchange(
    method: str,
    url: str,
    *,
    body: bytes | None = None,
    headers: dict[str, str],
    at_most: int,
    seconds: float,
) -> bytes:
    """Return the body of the answer to one request.

    Follows no redirect. Raises :class:`Unreachable` unless status 200 and at most
    ``at_most`` bytes arrive within ``seconds``. Connecting, and each silence while the
    answer arrives, may take as long.
    """
    begun = time.monotonic()
    try:
        with requests.request(
            method,
            url,
            data=body,
            headers={"Accept-Encoding": "identity", **headers},
            timeout=seconds,
            allow_redirects=False,
            stream=True,
        ) as response:
            if response.status_code != 200:
                kind = NotFound if response.status_code == 404 else Unreachable
                raise kind(f"{url} answered with status {response.status_code}.")
            received = bytearray()
            while part := response.raw.read1(at_most + 1, False):
                received += part
                if len(received) > at_most:
                    raise Unreachable(f"{url} sent more than {at_most} bytes.")
                if time.monotonic() - begun > seconds:
                    raise Unreachable(f"{url} took more than {seconds} seconds.")
            return bytes(received)
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        raise Unreachable(f"{url} cannot be reached: {error}") from error
