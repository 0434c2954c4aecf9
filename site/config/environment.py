"""The site's settings as the environment gives them (the twelve-factor way).

One table names every variable, says what it means, how it is read and whether
production can do without it. ``docs/settings.md`` describes the same variables for
people; a test holds the two together.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any
from urllib.parse import SplitResult, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

__all__ = ["VARIABLES", "Environment", "EnvironmentFault", "Variable"]

Reader = Callable[[str], Any]


class EnvironmentFault(ImproperlyConfigured):
    """What is wrong with the environment, in words that need no traceback."""


@dataclass(frozen=True)
class Variable:
    """One environment variable: its name, how its text is read, and its default.

    ``read`` raises :class:`ValueError` with a sentence for people on bad text.
    ``required`` variables have no default in production.
    """

    name: str
    read: Reader
    default: Any = None
    required: bool = False


def read_text(value: str) -> str:
    return value


def read_list(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def read_switch(value: str) -> bool:
    switches = {"1": True, "true": True, "yes": True, "on": True}
    switches |= {"0": False, "false": False, "no": False, "off": False, "": False}
    try:
        return switches[value.strip().lower()]
    except KeyError:
        raise ValueError("must be true or false") from None


def read_number(value: str) -> int:
    try:
        number = int(value)
    except ValueError:
        raise ValueError("must be a whole number") from None
    if number < 0:
        raise ValueError("must not be negative")
    return number


def read_count(value: str) -> int:
    number = read_number(value)
    if number == 0:
        raise ValueError("must be one or more")
    return number


def read_level(value: str) -> str:
    level = value.upper()
    if level not in {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}:
        raise ValueError("must be DEBUG, INFO, WARNING, ERROR or CRITICAL")
    return level


def read_secret(value: str) -> str:
    if len(value) < 50 or len(set(value)) < 5:
        raise ValueError("must be at least 50 characters of random text")
    return value


def split(value: str, example: str) -> SplitResult:
    """Return the parts of an address. A fault shows the example, not the value: it may
    hold a password."""
    try:
        parts = urlsplit(value)
        whole = bool(parts.scheme) and (parts.port is None or parts.port > 0)
    except ValueError:
        whole = False
    if not whole:
        raise ValueError(f"must be an address such as {example}")
    return parts


def read_address(value: str) -> str:
    example = "https://example.org"
    parts = split(value, example)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"must be an address such as {example}")
    return value.rstrip("/")


def read_origin(value: str) -> str:
    address = read_address(value)
    parts = urlsplit(address)
    if parts.path or parts.query or parts.fragment or parts.username:
        raise ValueError("must be scheme and host alone, such as https://example.org")
    return address


def read_addresses(value: str) -> list[str]:
    return [read_address(part) for part in read_list(value)]


def read_authorities(value: str) -> list[tuple[str, str]]:
    """Read ``address|path`` pairs; the address may be empty, the path may not."""
    pairs = [part.partition("|") for part in read_list(value)]
    if not all(path.strip() for _address, _bar, path in pairs):
        raise ValueError("must be pairs such as https://tsa.example.org|/etc/roots.pem")
    return [
        (read_address(address.strip()) if address.strip() else "", path.strip())
        for address, _bar, path in pairs
    ]


def read_tiles(value: str) -> str:
    example = "https://tiles.example.org/{z}/{x}/{y}.png"
    parts = split(value, example)
    is_whole = all(f"{{{name}}}" in parts.path for name in "zxy")
    # The host becomes part of a policy: nothing in it may be read as more than a host.
    is_host = re.fullmatch(r"[A-Za-z0-9.-]+(:\d+)?", parts.netloc)
    if parts.scheme not in {"http", "https"} or not is_host or not is_whole:
        raise ValueError(f"must be an address such as {example}")
    return value


def read_redis(value: str) -> str:
    example = "redis://localhost:6379/0"
    if split(value, example).scheme not in {"redis", "rediss", "unix"}:
        raise ValueError(f"must be an address such as {example}")
    return value


def read_database(value: str) -> dict[str, Any]:
    example = "postgres://name:password@host:5432/database"
    parts = split(value, example)
    if parts.scheme not in {"sqlite", "postgres", "postgresql"}:
        raise ValueError("must begin with sqlite:// or postgres://")
    database = dict(environ.Env.db_url_config(value))
    if database["NAME"] in {"", ":memory:"}:
        raise ValueError("must name a database: a path for SQLite, else " + example)
    return database


def read_email(value: str) -> dict[str, Any]:
    parts = split(value, "smtp+tls://name:password@host:587")
    if parts.scheme not in environ.Env.EMAIL_SCHEMES:
        schemes = ", ".join(sorted(environ.Env.EMAIL_SCHEMES))
        raise ValueError(f"must begin with one of: {schemes}")
    if parts.scheme.startswith("smtp") and not parts.hostname:
        raise ValueError("must name the mail server's host")
    mail = dict(environ.Env.email_url_config(value))
    mail["EMAIL_DELIVERY_BACKEND"] = mail.pop("EMAIL_BACKEND")
    return mail


def read_sender(value: str) -> str:
    if "@" not in parseaddr(value)[1]:
        raise ValueError("must be a mail address such as newsroom@example.org")
    return value


def read_naan(value: str) -> str:
    # The alphabet of names: see `evidence.identifiers`.
    if not re.fullmatch(r"[0-9bcdfghjkmnpqrstvwxz]{5,9}", value):
        raise ValueError("must be the number that the ARK Alliance has assigned")
    return value


VARIABLES: dict[str, Variable] = {
    variable.name: variable
    for variable in (
        Variable("SECRET_KEY", read_secret, required=True),
        Variable("ALLOWED_HOSTS", read_list, required=True),
        Variable("BASE_URL", read_origin, required=True),
        Variable("DATABASE_URL", read_database, required=True),
        Variable("DATABASE_CONNECTION_SECONDS", read_number, default=60),
        Variable("ELASTICSEARCH_URL", read_address),
        Variable("REDIS_URL", read_redis),
        Variable("EMAIL_URL", read_email, required=True),
        Variable("EMAIL_FROM", read_sender, required=True),
        Variable("OBJECT_STORAGE_BUCKET", read_text),
        Variable("OBJECT_STORAGE_PRIVATE_BUCKET", read_text),
        Variable("OBJECT_STORAGE_ENDPOINT", read_address),
        Variable("OBJECT_STORAGE_REGION", read_text),
        Variable("OBJECT_STORAGE_PUBLIC_URL", read_address),
        Variable("OBJECT_STORAGE_ACCESS_KEY", read_text),
        Variable("OBJECT_STORAGE_SECRET_KEY", read_text),
        Variable("TIMESTAMP_AUTHORITIES", read_authorities),
        Variable("OPENTIMESTAMPS_CALENDARS", read_addresses),
        Variable("DATA_DIR", read_text),
        Variable("TRUST_PROXY", read_switch, default=False),
        Variable("HSTS_SECONDS", read_number, default=31_536_000),
        Variable("ARK_NAAN", read_naan, default="99999"),
        Variable("MAP_TILES", read_tiles),
        Variable("MAP_TILES_CREDIT", read_text),
        Variable("LOG_LEVEL", read_level, default="INFO"),
        Variable("DJANGO_DEBUG", read_switch, default=True),
        Variable("CAPTURE", read_switch, default=True),
        Variable("CAPTURE_DELAY", read_number, default=900),
        Variable("CAPTURE_AGENT", read_text),
        Variable("CHROMIUM", read_text),
        Variable("CHROMIUM_SANDBOX", read_switch, default=True),
        Variable("PORT", read_count, default=8000),
        Variable("WEB_CONCURRENCY", read_count, default=2),
        Variable("WEB_THREADS", read_count, default=4),
    )
}


class Environment:
    """Reads :data:`VARIABLES` from a mapping and gathers every fault it meets.

    ``strict`` (production) makes required variables required. Call :meth:`check`
    once all are read: it raises one :class:`EnvironmentFault` that names each missing
    or wrong variable.
    """

    def __init__(
        self, source: Mapping[str, str] | None = None, *, strict: bool = False
    ) -> None:
        self.source = os.environ if source is None else source
        self.strict = strict
        self.faults: list[str] = []
        self._unread = set(VARIABLES)

    def read(self, name: str, default: Any = None) -> Any:
        """Return the value of ``name``, or ``default`` (else the table's default).

        A missing or wrong value is noted for :meth:`check` and yields the default.
        """
        self._unread.discard(name)
        variable = VARIABLES[name]
        fallback = variable.default if default is None else default
        text = self.source.get(name, "").strip()
        if not text:
            if self.strict and variable.required:
                self.faults.append(f"{name} is missing")
            return fallback
        try:
            return variable.read(text)
        except ValueError as error:
            self.faults.append(f"{name} {error}")
            return fallback

    def check(self) -> None:
        """Raise :class:`EnvironmentFault` if any value read so far was at fault; if
        strict, then any value at all."""
        if self.strict:
            for name in sorted(self._unread):
                self.read(name)
        if self.faults:
            lines = "\n".join(f"  - {fault}" for fault in self.faults)
            raise EnvironmentFault(
                f"The environment cannot run this site:\n{lines}\n"
                "docs/settings.md describes every variable."
            )
