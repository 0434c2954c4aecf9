"""What makes copies of recordings, whichever program it is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

__all__ = [
    "MemoryTranscoder",
    "Recoded",
    "RecordingError",
    "RecordingFault",
    "Transcoder",
]


class RecordingFault(StrEnum):
    """Why there is no copy of a recording."""

    NO_PROGRAM = "no_program"
    UNREADABLE = "unreadable"
    TIME = "time"
    METADATA = "metadata"
    STORE = "store"

    @property
    def label(self) -> str | Promise:
        return {
            self.NO_PROGRAM: _(
                "Copies of sound and film need ffmpeg, which is not installed on this "
                "server."
            ),
            self.UNREADABLE: _("The file holds no sound or film that can be read."),
            self.TIME: _("It takes too long to make a copy of this file."),
            self.METADATA: _("The copy would carry metadata of the original."),
            self.STORE: _("The original cannot be read from the store."),
        }[self]


class RecordingError(Exception):
    """No copy was made, and why."""

    def __init__(self, fault: RecordingFault, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}" if detail else str(fault))
        self.fault = fault


@dataclass(frozen=True)
class Recoded:
    """What a copy is, how it was made, and by what. Sound has no width."""

    media_type: str
    width: int | None
    height: int | None
    recipe: dict[str, Any]
    tool: str


class Transcoder(ABC):
    """Encodes sound and film anew."""

    @abstractmethod
    def is_ready(self) -> bool:
        """Whether what it needs is installed."""

    @abstractmethod
    def recode(self, source: Path, media_type: str, target: Path) -> Recoded:
        """Write a copy of ``source`` to ``target`` that every browser plays and that
        carries no metadata. Raise :class:`RecordingError`."""


class MemoryTranscoder(Transcoder):
    """For tests: "encodes" by writing what it was given."""

    def __init__(
        self, data: bytes = b"a copy", *, fault: RecordingFault | None = None
    ) -> None:
        self.data, self.fault = data, fault
        self.asked: list[str] = []

    def is_ready(self) -> bool:
        return self.fault is not RecordingFault.NO_PROGRAM

    def recode(self, source: Path, media_type: str, target: Path) -> Recoded:
        self.asked.append(media_type)
        if self.fault:
            raise RecordingError(self.fault)
        target.write_bytes(self.data)
        sound = media_type.startswith("audio/")
        return Recoded(
            media_type="audio/mp4" if sound else "video/mp4",
            width=None if sound else 640,
            height=None if sound else 360,
            recipe={"format": "MP4"},
            tool="memory 1",
        )
