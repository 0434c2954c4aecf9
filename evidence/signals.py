"""Where Wagtail tells that a record's words were published in a language, and where
kept labels, links and what the search holds are brought in step.

Translations go live by many routes (workflow, clock, editors), and only Wagtail's
signal sees them all. The receiver calls one action.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import PageViewRestriction, Revision
from wagtail.signals import page_published, page_unpublished, post_page_move

from core.searchable import findable_changed
from evidence.actions.finding import note_documents
from evidence.actions.reviewing import publish_translated_words
from evidence.catalogue import follow_place
from evidence.models import (
    ArchivePage,
    Exhibit,
    Place,
    RecordPage,
    Source,
    VocabularyLabel,
    VocabularyTerm,
)
from evidence.navigation import forget_archive_links
from evidence.presentation.terms import forget_terms


@receiver(page_published, sender=RecordPage)
def on_words_published(
    instance: RecordPage, revision: Revision | None = None, **kwargs: Any
) -> None:
    if instance.locale_id != instance.record.language_id:
        by = revision.user if revision else None
        publish_translated_words(page=instance, by=by)


@receiver(post_save, sender=Exhibit)
@receiver(post_save, sender=Source)
def on_closed(
    instance: Exhibit | Source,
    created: bool = False,
    update_fields: Iterable[str] | None = None,
    **kwargs: Any,
) -> None:
    """What was closed is no longer found by its words."""
    if created or (update_fields is not None and "access" not in update_fields):
        return
    if isinstance(instance, Exhibit):
        note_documents([instance.pk])
        told = Q(record__exhibit_links__exhibit=instance)
    else:
        told = Q(record__claims__sources__source=instance)
    pages = RecordPage.objects.filter(told, live=True).order_by("pk").distinct()
    pks = list(pages.values_list("pk", flat=True))
    if pks:
        findable_changed.send(sender=RecordPage, pks=pks)


@receiver(post_save, sender=Place)
def on_place_closed(
    instance: Place,
    created: bool = False,
    update_fields: Iterable[str] | None = None,
    **kwargs: Any,
) -> None:
    """A place that was closed is no longer told of by what lies there."""
    if created or (update_fields is not None and "access" not in update_fields):
        return
    records = follow_place(instance)
    pages = RecordPage.objects.filter(record__in=records, live=True)
    if pks := list(pages.values_list("pk", flat=True)):
        findable_changed.send(sender=RecordPage, pks=pks)


@receiver([post_save, post_delete], sender=VocabularyTerm)
@receiver([post_save, post_delete], sender=VocabularyLabel)
def on_labels_changed(**kwargs: Any) -> None:
    forget_terms()


@receiver([page_published, page_unpublished, post_page_move], sender=ArchivePage)
@receiver([post_save, post_delete], sender=PageViewRestriction)
def on_archive_moved(**kwargs: Any) -> None:
    forget_archive_links()
