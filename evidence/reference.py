"""What an editor cites: a version of a record, or a claim or an exhibit in it.

A reference is written as its place in the archive: ``b3kx09wz4f/v2``,
``b3kx09wz4f/v2#claim-<uuid>`` or ``b3kx09wz4f/v2#exhibit-<identifier>``. It names a
frozen version, so what is cited never changes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["CLAIM", "EXHIBIT", "Reference"]

CLAIM, EXHIBIT = "claim", "exhibit"

_WRITTEN = re.compile(
    r"(?P<name>[0-9a-z]{1,16})/v(?P<version>[1-9][0-9]{0,6})"
    rf"(?:#(?P<part>{CLAIM}|{EXHIBIT})-(?P<key>[0-9a-z-]{{1,36}}))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Reference:
    """Version ``version`` of the record ``name``; of it the part ``key``, if any."""

    name: str
    version: int
    part: str = ""
    key: str = ""

    @classmethod
    def parse(cls, text: object) -> Reference | None:
        """Read a reference as it is written; None for anything else."""
        match = _WRITTEN.fullmatch(text) if isinstance(text, str) else None
        if match is None:
            return None
        return cls(
            name=match["name"],
            version=int(match["version"]),
            part=match["part"] or "",
            key=match["key"] or "",
        )

    def __str__(self) -> str:
        return f"{self.name}/v{self.version}{self.fragment}"

    @property
    def fragment(self) -> str:
        """The place on the version's page, as the end of an address."""
        return f"#{self.part}-{self.key}" if self.part else ""
