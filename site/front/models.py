"""The front page of a language: curated by editors, filled where they leave gaps."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    InlinePanel,
    MultiFieldPanel,
    PageChooserPanel,
    PublishingPanel,
)
from wagtail.models import Orderable
from wagtail_localize.fields import TranslatableField

from core.models import BasePage, Faults

__all__ = ["FrontPage", "FrontSection", "SecondStory"]


class FrontPage(BasePage):
    """The root of one language's tree. Its slug is the language's code, so that the
    path of any page in the tree is its public address."""

    lead = models.ForeignKey(
        "articles.ArticlePage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead story"),
        help_text=_("Left empty, the newest article leads."),
    )
    breaking_text = models.CharField(_("breaking news"), max_length=160, blank=True)
    breaking_article = models.ForeignKey(
        "articles.ArticlePage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("article"),
    )
    breaking_until = models.DateTimeField(
        _("show until"),
        null=True,
        blank=True,
        help_text=_("The banner disappears by itself at this time."),
    )

    content_panels: ClassVar = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("breaking_text"),
                PageChooserPanel("breaking_article"),
                FieldPanel("breaking_until"),
            ],
            heading=_("Breaking news banner"),
        ),
        PageChooserPanel("lead"),
        InlinePanel(
            "seconds", heading=_("Second stories"), label=_("article"), max_num=4
        ),
        InlinePanel("sections", heading=_("Sections"), label=_("section"), max_num=12),
    ]
    settings_panels: ClassVar = [PublishingPanel()]
    search_excluded: ClassVar = "A front page has no words of its own to find."
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    subpage_types: ClassVar = [
        "articles.SectionPage",
        "association.StandardPage",
        "evidence.ArchivePage",
    ]
    # Each language curates its own front page: only its name is translated.
    translatable_fields: ClassVar = [
        TranslatableField("title"),
        TranslatableField("seo_title"),
        TranslatableField("search_description"),
    ]

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")

    def clean(self) -> None:
        super().clean()
        if self.breaking_text and not self.breaking_until:
            raise ValidationError(
                {"breaking_until": _("Say when the banner ends.")}, code="required"
            )

    def publication_faults(self) -> Faults:
        faults = super().publication_faults()
        if self.locale_id and self.slug != self.locale.language_code:
            faults["slug"] = _(
                "The front page's slug must be its language code: %(code)s."
            ) % {"code": self.locale.language_code}
        return faults

    @property
    def has_breaking_news(self) -> bool:
        return bool(
            self.breaking_text
            and self.breaking_until
            and self.breaking_until > timezone.now()
        )

    def serve(self, request: HttpRequest) -> HttpResponse:
        from front.views import front_page  # noqa: PLC0415 - views read these models

        return front_page(request, self)


class SecondStory(Orderable):
    front_page = ParentalKey(
        FrontPage, on_delete=models.CASCADE, related_name="seconds"
    )
    article = models.ForeignKey(
        "articles.ArticlePage",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("article"),
    )

    panels: ClassVar = [PageChooserPanel("article")]


class FrontSection(Orderable):
    """A section's place on the front page. With none chosen, all top sections show."""

    front_page = ParentalKey(
        FrontPage, on_delete=models.CASCADE, related_name="sections"
    )
    section = models.ForeignKey(
        "articles.SectionPage",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("section"),
    )
    size = models.PositiveSmallIntegerField(
        _("number of articles"), default=4, choices=[(n, str(n)) for n in (3, 4, 6, 8)]
    )

    panels: ClassVar = [PageChooserPanel("section"), FieldPanel("size")]
