"""Encoding anew with ffmpeg, in a process with limits, and looking at the result."""

from __future__ import annotations

import functools
import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from evidence.documents import limiting
from evidence.recordings.boxes import told_by_boxes
from evidence.recordings.engine import (
    Recoded,
    RecordingError,
    RecordingFault,
    Transcoder,
)

__all__ = ["FfmpegTranscoder"]

# A file is read as what it is, never as what it says: a list of other files to be read,
# which some formats are, would have ffmpeg open them.
DEMUXERS = {
    "audio/aac": "aac",
    "audio/aiff": "aiff",
    "audio/amr": "amr",
    "audio/flac": "flac",
    "audio/mp4": "mov",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "audio/webm": "matroska",
    "audio/x-aiff": "aiff",
    "audio/x-flac": "flac",
    "video/3gpp": "mov",
    "video/avi": "avi",
    "video/mp4": "mov",
    "video/mpeg": "mpeg",
    "video/ogg": "ogg",
    "video/quicktime": "mov",
    "video/webm": "matroska",
    "video/x-matroska": "matroska",
    "video/x-msvideo": "avi",
}
LARGEST_SIDE, QUALITY, SOUND = 1280, 24, "128k"
# Less than what a task may take: see docs/development.md.
SECONDS = 50 * 60
MEMORY = 4 * 1024**3
# Tags that the encoder writes by itself, and what it writes: nothing of the original.
_OWN_VALUES = {
    "encoder": {"Lavc libx264"},
    "handler_name": {"VideoHandler", "SoundHandler"},
    "language": {"und"},
    "vendor_id": {"[0][0][0][0]"},
}
_OF_FORMAT = {"major_brand", "minor_version", "compatible_brands"}


class FfmpegTranscoder(Transcoder):
    """H.264 and AAC in MP4, at most 1280 pixels wide or high."""

    def __init__(self, seconds: int = SECONDS) -> None:
        self._seconds = seconds

    def is_ready(self) -> bool:
        return bool(shutil.which("ffmpeg") and shutil.which("ffprobe"))

    def recode(self, source: Path, media_type: str, target: Path) -> Recoded:
        if not self.is_ready():
            raise RecordingError(RecordingFault.NO_PROGRAM)
        demuxer = DEMUXERS.get(media_type)
        if demuxer is None:
            raise RecordingError(RecordingFault.UNREADABLE, media_type)
        has_picture, has_sound = self._look(source, demuxer)
        if not has_picture and not has_sound:
            raise RecordingError(RecordingFault.UNREADABLE, "no streams")
        arguments = [
            *("-nostdin", "-hide_banner", "-loglevel", "error", "-xerror"),
            *("-protocol_whitelist", "file", "-f", demuxer, "-i", f"file:{source}"),
            *(_picture() if has_picture else ["-vn"]),
            *(_sound() if has_sound else ["-an"]),
            *("-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1"),
            *("-fflags", "+bitexact", "-movflags", "+faststart"),
            *("-f", "mp4", f"file:{target}"),
        ]
        self._run("ffmpeg", arguments)
        return self._checked(target, has_picture=has_picture)

    def _look(self, source: Path, demuxer: str) -> tuple[bool, bool]:
        told = self._probe(["-f", demuxer, f"file:{source}"])
        kinds = [
            stream["codec_type"]
            for stream in told["streams"]
            if not stream.get("disposition", {}).get("attached_pic")
        ]
        return "video" in kinds, "audio" in kinds

    def _checked(self, target: Path, *, has_picture: bool) -> Recoded:
        """Make sure that the copy carries no metadata, and say what it is."""
        told = self._probe(["-f", "mov", "-show_chapters", f"file:{target}"])
        sizes = [(s["width"], s["height"]) for s in told["streams"] if "width" in s]
        foreign = told["format"].get("tags", {}).keys() - _OF_FORMAT
        for stream in told["streams"]:
            if stream["codec_type"] not in {"video", "audio"}:
                raise RecordingError(RecordingFault.METADATA, stream["codec_type"])
            foreign |= {
                name
                for name, value in stream.get("tags", {}).items()
                if value not in _OWN_VALUES.get(name, ())
            }
        if foreign:
            raise RecordingError(RecordingFault.METADATA, ", ".join(sorted(foreign)))
        if told.get("chapters"):
            raise RecordingError(RecordingFault.METADATA, "chapters")
        if boxes := told_by_boxes(target):
            raise RecordingError(RecordingFault.METADATA, ", ".join(sorted(boxes)))
        width, height = sizes[0] if has_picture else (None, None)
        recipe: dict[str, Any] = {"format": "MP4", "sound": "AAC", "bit_rate": SOUND}
        if has_picture:
            recipe |= {
                "picture": "H.264",
                "quality": QUALITY,
                "largest_side": LARGEST_SIDE,
            }
        return Recoded(
            media_type="video/mp4" if has_picture else "audio/mp4",
            width=width,
            height=height,
            recipe=recipe,
            tool=_version(),
        )

    def _probe(self, arguments: list[str]) -> dict[str, Any]:
        said = self._run(
            "ffprobe",
            [
                *("-loglevel", "error", "-protocol_whitelist", "file"),
                *("-show_streams", "-show_format", "-of", "json"),
                *arguments,
            ],
        )
        try:
            told: dict[str, Any] = json.loads(said)
            assert isinstance(told["streams"], list)  # noqa: S101 - a form to expect
            return told
        except (ValueError, KeyError, AssertionError) as error:
            raise RecordingError(RecordingFault.UNREADABLE, "no answer") from error

    def _run(self, program: str, arguments: list[str]) -> bytes:
        path = shutil.which(program) or program
        limits = [str(MEMORY), str(self._seconds * (os.cpu_count() or 1))]
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-S", limiting.__file__, *limits, path, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={"PATH": os.defpath, "LANG": "C.UTF-8"},
            start_new_session=True,
        )
        try:
            said, complaint = process.communicate(timeout=self._seconds)
        except subprocess.TimeoutExpired as error:
            raise RecordingError(RecordingFault.TIME) from error
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
        if process.returncode:
            detail = complaint.decode("utf-8", "replace")[-300:]
            raise RecordingError(RecordingFault.UNREADABLE, detail)
        return said


def _picture() -> list[str]:
    side = str(LARGEST_SIDE)
    scale = f"scale=w='min({side},iw)':h='min({side},ih)'"
    return [
        *("-map", "0:V:0", "-map_metadata:s:v", "-1"),
        *("-vf", f"{scale}:force_original_aspect_ratio=decrease:"
          "force_divisible_by=2,setsar=1"),
        *("-c:v", "libx264", "-preset", "veryfast", "-crf", str(QUALITY)),
        *("-pix_fmt", "yuv420p", "-flags:v", "+bitexact", "-a53cc", "0"),
        # Captions and notes can lie between the pictures, too.
        *("-bsf:v", "filter_units=remove_types=6"),
    ]  # fmt: skip


def _sound() -> list[str]:
    return [
        *("-map", "0:a:0", "-map_metadata:s:a", "-1"),
        *("-c:a", "aac", "-b:a", SOUND, "-ac", "2", "-flags:a", "+bitexact"),
    ]


@functools.cache
def _version() -> str:
    said = subprocess.run(  # noqa: S603
        [shutil.which("ffmpeg") or "ffmpeg", "-version"],
        capture_output=True,
        timeout=20,
        check=False,
    ).stdout
    first = said.decode("utf-8", "replace").partition("\n")[0].split()
    return " ".join(["ffmpeg", *first[2:3]])
