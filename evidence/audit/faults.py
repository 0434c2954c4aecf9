from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Fault"]


@dataclass(frozen=True)
class Fault:
    """Something that is not what it was: where, and in what way."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"
