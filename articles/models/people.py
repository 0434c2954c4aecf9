"""Authors and translators: people with pages."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel

from articles.models.terms import Term
from core.models import LocalisedWords

__all__ = ["Person", "PersonWords"]


class Person(Term):
    """Someone who writes, photographs or translates.

    The account, where there is one, lets a published translation credit the person
    who made it.
    """

    stream_prefix = "person"

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="person",
        verbose_name=_("account"),
    )
    portrait = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("portrait"),
    )

    panels: ClassVar = [
        FieldPanel("account"),
        FieldPanel("portrait"),
        InlinePanel(
            "words", heading=_("Words per language"), label=_("language"), min_num=1
        ),
    ]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")


class PersonWords(LocalisedWords):
    term = ParentalKey(Person, on_delete=models.CASCADE, related_name="words")
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=120, blank=True)
    biography = models.TextField(_("biography"), blank=True)

    panels: ClassVar = [
        FieldPanel("locale"),
        FieldPanel("name"),
        FieldPanel("role"),
        FieldPanel("biography"),
        FieldPanel("slug"),
    ]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("term", "locale"),
                name="personwords_one_per_language",
                violation_error_message=_("This language already has its words."),
            ),
            models.UniqueConstraint(
                fields=("locale", "slug"),
                name="personwords_unique_slug",
                violation_error_message=_("This slug is taken in this language."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
