"""Filters of the admin's lists that people keep for themselves."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["SavedFilter"]


class SavedFilter(models.Model):
    """What one person looks for again and again. ``listing`` is the name of the model
    that is listed, ``query`` the part of the list's address behind the question mark.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    listing = models.CharField(max_length=20)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=2000)

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("owner", "listing", "name"), name="saved_filter_once_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name
