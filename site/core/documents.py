"""Documents are public as long as a public page shows them.

A document is one row for drafts and for readers, and its address can be guessed. So it
is served by what points to it: to everyone while a public page does, to those who may
read a private page that does, and to accounts that may use documents. Others get the
same 404 as for a document that does not exist.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from wagtail.documents import get_document_model
from wagtail.fields import StreamField
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import policy_registry

from core.pointers import pointers_of
from core.restrictions import is_restricted

__all__ = ["index_documents_of", "refuse_hidden_document"]

_RIGHTS = ("choose", "add", "change", "delete")


def refuse_hidden_document(document: Any, request: HttpRequest) -> None:
    """Raise ``Http404`` if whoever asks may not read the document."""
    pages = _live_pages_with(document)
    if pages.filter(~is_restricted()).exists():
        return
    # Who carries no session can have passed nothing; asking would vary the answer.
    knows_us = settings.SESSION_COOKIE_NAME in request.COOKIES
    if knows_us and (
        _may_use(request.user, document)
        or any(_is_open_to(request, page) for page in pages)
    ):
        return
    raise Http404


def _live_pages_with(document: Any) -> QuerySet[Page]:
    types = ContentType.objects.get_for_models(Page, get_document_model())
    uses = ReferenceIndex.objects.filter(
        base_content_type=types[Page],
        to_content_type=types[get_document_model()],
        to_object_id=str(document.pk),
    ).values_list("object_id", flat=True)
    pages: QuerySet[Page] = Page.objects.live()
    return pages.filter(pk__in={int(pk) for pk in uses})


def _may_use(user: Any, document: Any) -> bool:
    policy = policy_registry.get_by_type(get_document_model())
    return bool(policy.user_has_any_permission_for_instance(user, _RIGHTS, document))


def _is_open_to(request: HttpRequest, page: Page) -> bool:
    restrictions = page.specific_deferred.get_view_restrictions()
    return all(restriction.accept_request(request) for restriction in restrictions)


def index_documents_of(page: Page) -> None:
    """Note which documents a page shows from now on.

    A task of Wagtail's does the same, but only when a worker comes to it.
    """
    bodies = [
        getattr(page, field.name)
        for field in page._meta.get_fields()
        if isinstance(field, StreamField)
    ]
    if any(pointers_of(body).documents for body in bodies):
        with transaction.atomic():
            ReferenceIndex.create_or_update_for_object(page)
