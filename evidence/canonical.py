"""Canonical JSON (RFC 8785): one sequence of bytes, and so one hash, for one value.

Published versions and custody events are hashed in this form. They hold text, whole
numbers, truth values, null, lists and objects only: a number with a fraction is
written as text, because its bytes would depend on who prints it.
"""

from __future__ import annotations

import hashlib
from typing import TypeAlias

import rfc8785

__all__ = ["CanonicalValue", "NotCanonicalError", "canonical", "digest"]

CanonicalValue: TypeAlias = (
    str | int | bool | None | list["CanonicalValue"] | dict[str, "CanonicalValue"]
)

# Beyond 2^53 - 1 a reader in JavaScript would see another number.
LARGEST_INTEGER = 2**53 - 1
DEEPEST = 64


class NotCanonicalError(ValueError):
    """The value cannot be written as canonical JSON; the message says where and why."""


def canonical(value: object) -> bytes:
    """Return ``value`` as canonical JSON in UTF-8.

    Raises :class:`NotCanonicalError` for anything but a :data:`CanonicalValue`: floats
    (NaN too), integers that JSON cannot carry, other types, lone surrogates.
    """
    _check(value, "$", 0)
    return rfc8785.dumps(value)  # type: ignore[arg-type]


def digest(value: object) -> str:
    """Return the SHA-256 of the canonical form of ``value``, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _check(value: object, where: str, depth: int) -> None:
    """Raise unless ``value`` and all below it is canonical; ``where`` is its path."""
    if depth > DEEPEST:
        raise NotCanonicalError(f"{where[:80]}… is nested deeper than {DEEPEST} levels")
    # A truth value is an int to Python, so it must be met first.
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        _check_text(value, where)
    elif isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise NotCanonicalError(
                f"{where} is an integer beyond 2^53, which JSON cannot carry exactly"
            )
    elif isinstance(value, float):
        raise NotCanonicalError(f"{where} is a float ({value}); write it as text")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            _check(item, f"{where}[{number}]", depth + 1)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise NotCanonicalError(f"{where} has a key that is not text: {key!r}")
            _check_text(key, f"{where} (a key)")
            _check(item, f"{where}.{key}", depth + 1)
    else:
        kind = type(value).__name__
        raise NotCanonicalError(f"{where} is a {kind}, which JSON does not have")


def _check_text(text: str, where: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise NotCanonicalError(
            f"{where} holds half of a surrogate pair, which is no character"
        ) from None
