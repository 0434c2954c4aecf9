"""Copies of sound and film by the real ffmpeg: they play, and tell nothing."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from evidence.formats import media_type_of
from evidence.recordings import FfmpegTranscoder, RecordingError, RecordingFault
from evidence.recordings.boxes import told_by_boxes

CANARY = "canary-of-this-test"
TELLING = [
    *("-metadata", f"title={CANARY}", "-metadata", f"comment={CANARY}"),
    *("-metadata", f"location=+39.7123+046.5123/{CANARY}"),
    *("-metadata", "creation_time=2020-01-02T03:04:05Z"),
]
FILM = ["-f", "lavfi", "-i", "testsrc=size=1600x900:rate=5:duration=1"]
SOUND = ["-f", "lavfi", "-i", "sine=frequency=440:duration=1"]


def made(target: Path, *arguments: str) -> Path:
    command = ["ffmpeg", "-y", "-loglevel", "error", "-nostdin", *arguments]
    subprocess.run([*command, str(target)], check=True)
    return target


def probed(path: Path) -> dict:
    command = ["ffprobe", "-loglevel", "error", "-show_streams", "-show_format"]
    done = subprocess.run(
        [*command, "-show_chapters", "-of", "json", str(path)],
        check=True,
        stdout=subprocess.PIPE,
    )
    return json.loads(done.stdout)


def recoded(source: Path):
    with source.open("rb") as file:
        media_type = media_type_of(file)
    target = source.with_name("copy")
    return FfmpegTranscoder().recode(source, media_type, target), target


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """A film that tells of itself wherever it can."""
    chapters = tmp_path / "chapters.txt"
    chapters.write_text(
        f";FFMETADATA1\nartist={CANARY}\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=500\n"
        f"title={CANARY}\n"
    )
    words = tmp_path / "words.srt"
    words.write_text(f"1\n00:00:00,000 --> 00:00:01,000\n{CANARY}\n")
    return made(
        tmp_path / "film.mp4",
        *(*FILM, *SOUND, "-i", str(chapters), "-i", str(words)),
        *("-map", "0:v", "-map", "1:a", "-map", "3:s", "-map_metadata", "2"),
        *(*TELLING, "-metadata:s:v", f"handler_name={CANARY}"),
        *("-metadata:s:a", f"handler_name={CANARY}"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-c:s", "mov_text"),
    )


def test_a_film_becomes_one_that_every_browser_plays_and_that_tells_nothing(
    film: Path,
) -> None:
    assert CANARY.encode() in film.read_bytes()
    assert told_by_boxes(film)

    copy, target = recoded(film)

    data = target.read_bytes()
    assert CANARY.encode() not in data
    assert b"+39.7123" not in data
    told = probed(target)
    assert [stream["codec_name"] for stream in told["streams"]] == ["h264", "aac"]
    assert told["streams"][0]["pix_fmt"] == "yuv420p"
    assert not told["chapters"]
    assert "creation_time" not in json.dumps(told)
    assert not told_by_boxes(target)
    assert (copy.media_type, copy.width, copy.height) == ("video/mp4", 1280, 720)
    assert copy.tool.startswith("ffmpeg ")
    assert copy.recipe["largest_side"] == 1280
    # What is read first stands first: a player may begin before all is there.
    assert data.index(b"moov") < data.index(b"mdat")
    target.replace(film.with_name("first"))
    _copy, again = recoded(film)
    assert again.read_bytes() == data


def test_sound_keeps_nothing_of_its_tags_and_its_cover(tmp_path: Path) -> None:
    cover = made(tmp_path / "cover.png", *FILM, "-frames:v", "1")
    song = made(
        tmp_path / "song.mp3",
        *(*SOUND, "-i", str(cover), "-map", "0:a", "-map", "1:v", *TELLING),
        *("-c:v", "copy", "-id3v2_version", "3", "-disposition:v", "attached_pic"),
    )
    assert CANARY.encode() in song.read_bytes()

    copy, target = recoded(song)

    assert CANARY.encode() not in target.read_bytes()
    assert [stream["codec_name"] for stream in probed(target)["streams"]] == ["aac"]
    assert (copy.media_type, copy.width) == ("audio/mp4", None)


def test_no_format_is_read_but_that_of_the_bytes(tmp_path: Path) -> None:
    secret = made(tmp_path / "secret.mp3", *SOUND)
    listing = tmp_path / "list.ts"
    listing.write_text(f"ffconcat version 1.0\nfile '{secret}'\n")

    for media_type in ("video/mp4", "audio/mpeg", "text/plain"):
        with pytest.raises(RecordingError) as fault:
            FfmpegTranscoder().recode(listing, media_type, tmp_path / "copy")
        assert fault.value.fault is RecordingFault.UNREADABLE


def test_what_takes_too_long_is_given_up(film: Path) -> None:
    with pytest.raises(RecordingError) as fault:
        FfmpegTranscoder(seconds=0).recode(film, "video/mp4", film.with_name("copy"))
    assert fault.value.fault is RecordingFault.TIME


def test_a_copy_that_would_tell_something_is_none(film: Path) -> None:
    with pytest.raises(RecordingError) as fault:
        FfmpegTranscoder()._checked(film, has_picture=True)
    assert fault.value.fault is RecordingFault.METADATA
