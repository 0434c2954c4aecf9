"""Signals that keep an index in step with what is public."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published

from core.documents import index_documents_of


@receiver(page_published)
def index_documents(instance: Page, **kwargs: Any) -> None:
    index_documents_of(instance)
