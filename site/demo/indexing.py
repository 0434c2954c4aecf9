"""The admin's own indexes (where things are used, its search) once, at the end.

Every save asks for a background task for each of them: thousands while a newsroom is
made, nearly all for the same few pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db.models.signals import post_save
from modelsearch import index
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.documents import get_document_model
from wagtail.models import Page, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from core.models import Picture
from demo.content import SampleContent
from demo.ledger import key_of, made
from front.models import FrontPage

__all__ = ["index_for_admin", "without_indexing"]


@contextmanager
def without_indexing() -> Iterator[None]:
    """Ask for no indexing of what is saved; :func:`index_for_admin` must follow."""
    models = [
        model
        for model in index.get_indexed_models()
        if post_save.disconnect(post_save_signal_handler, sender=model)
    ]
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        for model in models:
            post_save.connect(post_save_signal_handler, sender=model)


def index_for_admin(
    content: SampleContent, report: Callable[[], None] = lambda: None
) -> None:
    """Index all that is in ``content``, as the tasks would."""
    keys = [
        *(key_of("section", key) for key in content.sections),
        *(key_of("page", page.key) for page in content.pages),
        *(key_of("article", story.number) for story in content.stories),
    ]
    pages = Page.objects.filter(translation_key__in=keys).specific()
    for page in [*pages, *FrontPage.objects.all()]:
        ReferenceIndex.create_or_update_for_object(page)
        index.insert_or_update_object(page)
        report()
    files = (Picture, "image"), (get_document_model(), "file")
    for model, prefix in files:
        for item in model.objects.filter(pk__in=made(prefix).values()):
            index.insert_or_update_object(item)
