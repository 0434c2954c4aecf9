"""What can be wrong with a file or a row, said in the language that is active."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError

__all__ = ["Fault", "FileFault", "faults_of"]

LONGEST_REASON = 600


class FileFault(Exception):
    """The file as a whole cannot be taken; ``code`` says why, the message for people.

    The message is lazy: it can be read in any language.
    """

    def __init__(self, code: str, message: object) -> None:
        super().__init__(code)
        self.code, self.message = code, message

    def __str__(self) -> str:
        return str(self.message)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a row. ``field`` is "" for the row as a whole."""

    field: str
    code: str
    reason: str


def faults_of(error: ValidationError, field: str = "", prefix: str = "") -> list[Fault]:
    """Return what a model's own validation says. ``field`` is where to look for what
    has no field of its own; ``prefix`` stands before those that have."""
    return list(_walk(error, field, prefix))


def _walk(error: ValidationError, field: str, prefix: str) -> Iterator[Fault]:
    if hasattr(error, "error_dict"):
        for name, errors in error.error_dict.items():
            for single in errors:
                own = field if name == "__all__" else f"{prefix}{name}"
                yield from _walk(single, own, prefix)
        return
    for single in error.error_list:
        code = str(single.code or "invalid")[:40]
        reason = " ".join(single.messages)[:LONGEST_REASON]
        yield Fault(field, code, reason)
