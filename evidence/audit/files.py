"""Whether the files are the bytes that were taken in, and no others are there."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import sha256, sha512
from typing import NamedTuple

from django.db.models import Sum

from evidence.audit.faults import Fault
from evidence.leaves import name_of
from evidence.models import Derivative, Exhibit, Intake
from evidence.store import DERIVATIVES, ORIGINALS, Shelf

__all__ = ["bytes_to_check", "check_files"]

CHUNK = 1024 * 1024
Told = Callable[[int], None]


class Wanted(NamedTuple):
    """A file that should be there. Without ``sha512`` only the SHA-256 is computed."""

    where: str
    shelf: Shelf
    size: int
    sha256: str
    sha512: str = ""


def bytes_to_check() -> int:
    """Return how many bytes the rows of exhibits and derivatives name."""
    totals = (
        model.objects.aggregate(total=Sum("size"))["total"] or 0
        for model in (Exhibit, Derivative)
    )
    return sum(totals)


def check_files(
    *, both: bool = False, on_bytes: Told = lambda n: None
) -> Iterator[Fault]:
    """Walk the faults of all files. ``on_bytes`` is told how many bytes were read.

    SHA-256 alone finds every change; ``both`` computes SHA-512, too. Hashing frees the
    interpreter, so one thread a processor hashes at full speed.
    """
    workers = os.cpu_count() or 1
    waiting: deque[tuple[Wanted, Future[str]]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        for wanted in _wanted(both):
            waiting.append((wanted, pool.submit(_fault_of, wanted, on_bytes)))
            if len(waiting) > workers * 8:
                yield from _result(*waiting.popleft())
        while waiting:
            yield from _result(*waiting.popleft())
    yield from _extra()


def _result(wanted: Wanted, future: Future[str]) -> Iterator[Fault]:
    if fault := future.result():
        yield Fault(wanted.where, fault)


def _wanted(both: bool) -> Iterator[Wanted]:
    exhibits = Exhibit.objects.order_by("pk").values_list(
        "name", "size", "sha256", "sha512"
    )
    for name, size, short, long in exhibits.iterator():
        where = f"exhibit {name}"
        yield Wanted(where, ORIGINALS, size, short, long if both else "")
    derivatives = Derivative.objects.select_related("exhibit").order_by("pk")
    for row in derivatives.iterator():
        yield Wanted(name_of(row), DERIVATIVES, row.size, row.sha256)


def _fault_of(wanted: Wanted, on_bytes: Told) -> str:
    """Return what is wrong with a file, or nothing."""
    short, long, size = sha256(), sha512(), 0
    view = memoryview(bytearray(CHUNK))
    try:
        with wanted.shelf.open(wanted.sha256) as file:
            while count := file.readinto(view):  # type: ignore[attr-defined]
                short.update(view[:count])
                if wanted.sha512:
                    long.update(view[:count])
                size += count
                on_bytes(count)
    except FileNotFoundError:
        return "its file is missing"
    except OSError as error:
        return f"its file cannot be read: {error.strerror}"
    if size != wanted.size:
        return f"its file has {size} bytes, not {wanted.size}"
    if short.hexdigest() != wanted.sha256:
        return "its bytes have changed"
    if wanted.sha512 and long.hexdigest() != wanted.sha512:
        return "its bytes have another SHA-512"
    return ""


def _extra() -> Iterator[Fault]:
    """Files that no row names. Each is looked up by the hash in its name. What is being
    taken in has its file before it has its row."""
    for shelf, model in ((ORIGINALS, Exhibit), (DERIVATIVES, Derivative)):
        batch: list[str] = []
        for name in shelf.names():
            batch.append(name)
            if len(batch) == 1000:
                yield from _unknown(shelf, model, batch)
                batch = []
        yield from _unknown(shelf, model, batch)


def _unknown(
    shelf: Shelf, model: type[Exhibit | Derivative], names: list[str]
) -> Iterator[Fault]:
    hashes = {name.rsplit("/", 1)[-1] for name in names}
    # Asked first: an intake that ends meanwhile has its exhibit, which is known.
    awaited = set(
        Intake.objects.filter(state=Intake.State.WAITING).values_list("size", flat=True)
    )
    known = set(
        model.objects.filter(sha256__in=hashes).values_list("sha256", flat=True)
    )
    for name in names:
        digest = name.rsplit("/", 1)[-1]
        if digest in known and name == shelf.name_of(digest):
            continue
        if shelf is ORIGINALS and shelf.size(name) in awaited:
            continue
        yield Fault(f"file {name}", "is extra: no row names it")
