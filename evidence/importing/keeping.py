"""Where a file lies while it is imported: in the private storage, and no longer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import IO
from uuid import UUID

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.hashing import chunks_of
from evidence.importing.faults import FileFault
from evidence.importing.files import MOST_BYTES
from evidence.models import ImportRun
from evidence.models.importing import SETTLED

__all__ = ["clear_away", "discard", "keep", "kept"]

FOLDER = "evidence/imports"
YOUNG = timedelta(hours=1)


def _name(uuid: UUID) -> str:
    return f"{FOLDER}/{uuid}"


def keep(uuid: UUID, stream: IO[bytes]) -> tuple[str, int]:
    """Keep a file under the number of its run; return its SHA-256 and its length."""
    sha256, size = hashlib.sha256(), 0
    for part in chunks_of(stream):
        sha256.update(part)
        size += len(part)
        if size > MOST_BYTES:
            raise FileFault(
                "size",
                _("The file is larger than %(most)d MB. Divide it.")
                % {"most": MOST_BYTES // 1024**2},
            )
    if not size:
        raise FileFault("empty", _("The file is empty."))
    stream.seek(0)
    default_storage.save(_name(uuid), File(stream))
    return sha256.hexdigest(), size


@contextmanager
def kept(run: ImportRun) -> Iterator[IO[bytes]]:
    """Open the file of a run; raises :class:`FileFault` if it is not what was kept."""
    try:
        stream = default_storage.open(_name(run.uuid), "rb")
    except OSError:
        raise FileFault("gone", _("The file is no longer there.")) from None
    with stream:
        sha256 = hashlib.sha256()
        for part in chunks_of(stream):
            sha256.update(part)
        if sha256.hexdigest() != run.sha256:
            raise FileFault("changed", _("The file is no longer what was handed in."))
        stream.seek(0)
        yield stream


def discard(uuid: UUID) -> None:
    default_storage.delete(_name(uuid))


def clear_away() -> int:
    """Delete files that no run needs any more; return how many."""
    try:
        names = default_storage.listdir(FOLDER)[1]
    except FileNotFoundError:
        return 0
    needed = {
        str(uuid)
        for uuid in ImportRun.objects.exclude(state__in=SETTLED).values_list(
            "uuid", flat=True
        )
    }
    gone = 0
    for name in set(names) - needed:
        path = f"{FOLDER}/{name}"
        # One that is just coming in has no row yet.
        if default_storage.get_modified_time(path) < timezone.now() - YOUNG:
            default_storage.delete(path)
            gone += 1
    return gone
