"""Whether a ZIP file is what its directory says, with no byte between or behind."""

from __future__ import annotations

import struct
import zipfile
from pathlib import PurePosixPath
from typing import IO

from django.utils.translation import gettext as _

__all__ = ["layout_faults"]

LOCAL_HEADER = struct.Struct("<4s5H3I2H")
# Sizes that may follow the data of an entry whose size was not known at its start.
DESCRIPTORS = {0, 12, 16, 20, 24}


def layout_faults(file: IO[bytes], archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Return pairs of entry name (or none) and fault."""
    faults: list[tuple[str, str]] = []
    names: set[str] = set()
    position = 0
    for entry in sorted(archive.infolist(), key=lambda found: found.header_offset):
        name = entry.filename
        if name in names:
            faults.append((name, _("The name is there twice.")))
        names.add(name)
        if not _is_plain(name):
            faults.append((name, _("The name leads out of the package.")))
        if entry.flag_bits & 0x1:
            faults.append((name, _("It is encrypted.")))
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            faults.append((name, _("It is packed in an unusual way.")))
        gap = entry.header_offset - position
        known = DESCRIPTORS if position else {0}
        if gap not in known:
            faults.append((name, _("There are unknown bytes before it.")))
        file.seek(entry.header_offset)
        header = file.read(LOCAL_HEADER.size)
        if len(header) < LOCAL_HEADER.size or header[:4] != b"PK\x03\x04":
            faults.append((name, _("Its place in the package is damaged.")))
            return faults
        *own, name_length, extra_length = LOCAL_HEADER.unpack(header)
        if not _agrees(own[1:], entry):
            faults.append((name, _("Its own header contradicts the directory.")))
        if file.read(name_length) != entry.orig_filename.encode(
            "utf-8" if entry.flag_bits & 0x800 else "cp437"
        ):
            faults.append((name, _("It has another name in its own place.")))
        position = (
            entry.header_offset
            + LOCAL_HEADER.size
            + name_length
            + extra_length
            + entry.compress_size
        )
    if archive.start_dir - position not in DESCRIPTORS:
        faults.append(("", _("There are unknown bytes before the directory.")))
    if archive.comment or not _ends_with_directory(file, archive):
        faults.append(("", _("There are unknown bytes after the directory.")))
    return faults


def _agrees(own: list[int], entry: zipfile.ZipInfo) -> bool:
    """Say whether an entry's own header repeats what the directory says of it."""
    version, flags, method, clock, day, crc, packed_size, size = own
    year, month, date, hour, minute, second = entry.date_time
    expected = (
        entry.extract_version,
        entry.flag_bits,
        entry.compress_type,
        hour << 11 | minute << 5 | second // 2,
        (year - 1980) << 9 | month << 5 | date,
    )
    if (version, flags, method, clock, day) != expected:
        return False
    # Zero where they follow the data, all ones where they are in the ZIP64 field.
    followed = {0} if flags & 0x8 else set()
    return (
        crc in {entry.CRC, *followed}
        and packed_size in {entry.compress_size, 0xFFFFFFFF, *followed}
        and size in {entry.file_size, 0xFFFFFFFF, *followed}
    )


def _is_plain(name: str) -> bool:
    path = PurePosixPath(name)
    return (
        not path.is_absolute()
        and ".." not in path.parts
        and "\\" not in name
        and "\0" not in name
        and str(path) == name
    )


def _ends_with_directory(file: IO[bytes], archive: zipfile.ZipFile) -> bool:
    """Say whether the record that ends a ZIP stands right after the directory."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(size - 22)
    end = file.read(22)
    if end[:4] != b"PK\x05\x06":
        return False
    length = struct.unpack("<I", end[12:16])[0]
    # A large package has two more records (ZIP64) in between.
    return archive.start_dir + length in {size - 22, size - 22 - 76}
