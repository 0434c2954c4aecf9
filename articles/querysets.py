"""Reads of articles."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

__all__ = ["ArticleManager", "ArticleQuerySet"]


class ArticleQuerySet(PageQuerySet):
    def published(self) -> ArticleQuerySet:
        """Articles that a reader may see now: live, and under no embargo."""
        free = Q(embargo_until=None) | Q(embargo_until__lte=timezone.now())
        return self.live().public().filter(free)


ArticleManager = PageManager.from_queryset(ArticleQuerySet)
