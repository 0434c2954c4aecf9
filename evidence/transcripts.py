"""Transcripts with times: WebVTT, read, checked and written anew."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

__all__ = [
    "Cue",
    "TranscriptError",
    "as_webvtt",
    "check_transcript",
    "is_timed",
    "read_cues",
]

_BEGINS = re.compile(r"^\ufeff?WEBVTT(?=[ \t\n]|$)")
_TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMES = re.compile(rf"^{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?$", re.ASCII)
_VOICE = re.compile(r"<v(?:\.[^ >]*)?[ \t]+([^>]+)>")
_TAG = re.compile(r"<[^>]*>")
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&nbsp;": "\u00a0", "&amp;": "&"}


class TranscriptError(ValueError):
    """A transcript with times that cannot be read; the message tells people where."""


@dataclass(frozen=True)
class Cue:
    """What is said from ``start`` to ``end``, in seconds."""

    start: float
    end: float
    text: str

    @property
    def at(self) -> str:
        """When it begins, as people read it: ``1:02:03`` or ``2:03``."""
        minutes, seconds = divmod(int(self.start), 60)
        hours, minutes = divmod(minutes, 60)
        if hours:
            return f"{hours}:{minutes:02}:{seconds:02}"
        return f"{minutes}:{seconds:02}"


def is_timed(text: str) -> bool:
    """Whether a transcript says that it is WebVTT."""
    return bool(_BEGINS.match(text.replace("\r\n", "\n")))


def check_transcript(text: str) -> None:
    """Refuse a transcript that says it has times, and has bad ones."""
    if is_timed(text):
        try:
            read_cues(text)
        except TranscriptError as fault:
            raise ValidationError(str(fault), code="times") from fault


def read_cues(text: str) -> list[Cue]:
    """Return what a WebVTT file says. Raises :class:`TranscriptError`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not _BEGINS.match(text):
        raise TranscriptError(_("The transcript does not begin with WEBVTT."))
    _head, *blocks = re.split(r"\n{2,}", text.strip("\n"))
    cues = list(_cues(blocks))
    if not cues:
        raise TranscriptError(_("The transcript has no line with times."))
    return cues


def _cues(blocks: Iterable[str]) -> Iterator[Cue]:
    last = 0.0
    for block in blocks:
        lines = block.split("\n")
        if re.match(r"(NOTE|STYLE|REGION)(?=[ \t]|$)", lines[0]):
            continue
        if "-->" not in lines[0]:
            # A name of the cue.
            lines = lines[1:]
        match = _TIMES.match(lines[0]) if lines else None
        if match is None:
            raise TranscriptError(
                _("Not readable as times: “%(line)s”")
                % {"line": (lines or [block])[0][:80]}
            )
        start, end = _seconds(match.groups()[:4]), _seconds(match.groups()[4:])
        if end <= start or start < last:
            raise TranscriptError(
                _("These times are out of order: “%(line)s”") % {"line": lines[0][:80]}
            )
        last = start
        if said := _plain("\n".join(lines[1:])):
            yield Cue(start, end, said)


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def _plain(text: str) -> str:
    text = _VOICE.sub(r"\1: ", text)
    text = _TAG.sub("", text)
    for entity, letter in _ENTITIES.items():
        text = text.replace(entity, letter)
    return text.strip()


def as_webvtt(cues: Iterable[Cue]) -> str:
    """Write cues as WebVTT that holds nothing but their words and times."""
    parts = ["WEBVTT"]
    for cue in cues:
        said = cue.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        parts.append(f"{_clock(cue.start)} --> {_clock(cue.end)}\n{said}")
    return "\n\n".join(parts) + "\n"


def _clock(seconds: float) -> str:
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"
