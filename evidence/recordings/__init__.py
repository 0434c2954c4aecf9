"""Copies of sound and film that readers may hear and see. Knows no model."""

from evidence.recordings.engine import (
    MemoryTranscoder,
    Recoded,
    RecordingError,
    RecordingFault,
    Transcoder,
)
from evidence.recordings.ffmpeg import FfmpegTranscoder

__all__ = [
    "FfmpegTranscoder",
    "MemoryTranscoder",
    "Recoded",
    "RecordingError",
    "RecordingFault",
    "Transcoder",
    "get_transcoder",
]


def get_transcoder() -> Transcoder:
    """Return the transcoder of this machine; it may not be there."""
    return FfmpegTranscoder()
