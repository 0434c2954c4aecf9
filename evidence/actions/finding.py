"""Telling the search which pages of documents readers can find now.

A document may have a thousand pages, too many for the transaction of a publication: it
is only noted that the search has to hear of it. What must not be found any more is
never shown in the meantime, whatever the search holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from core.searchable import findable_changed
from evidence.models import DocumentPage, DocumentReading

__all__ = ["note_documents", "tell_search", "tell_search_of_the_rest"]

PAGES_AT_ONCE = 50
ROUND = 20


def note_documents(exhibit_ids: Iterable[int]) -> None:
    """Note that readers may find other pages of these exhibits than before."""
    readings = DocumentReading.objects.filter(exhibit__in=list(exhibit_ids))
    pks = list(readings.values_list("pk", flat=True))
    if not pks:
        return
    readings.update(search_due=timezone.now())
    for pk in pks:
        transaction.on_commit(partial(tell_in_background.enqueue, pk))


@task()
def tell_in_background(reading_id: int) -> None:
    """Wake up for one document."""
    tell_search(reading_id)


def tell_search(reading_id: int) -> None:
    """Have the pages of a document indexed or forgotten, some at a time. What changes
    meanwhile stays noted."""
    reading = DocumentReading.objects.filter(
        pk=reading_id, search_due__isnull=False
    ).first()
    if reading is None:
        return
    pages = DocumentPage.objects.filter(exhibit=reading.exhibit_id).order_by("pk")
    last = 0
    while pks := list(
        pages.filter(pk__gt=last).values_list("pk", flat=True)[:PAGES_AT_ONCE]
    ):
        findable_changed.send(sender=DocumentPage, pks=pks)
        last = pks[-1]
    DocumentReading.objects.filter(pk=reading.pk, search_due=reading.search_due).update(
        search_due=None
    )


def tell_search_of_the_rest() -> int:
    """Tell of what a lost task left; return how many documents."""
    left = DocumentReading.objects.filter(search_due__isnull=False)
    pks = list(left.order_by("search_due").values_list("pk", flat=True)[:ROUND])
    for pk in pks:
        tell_search(pk)
    return len(pks)
