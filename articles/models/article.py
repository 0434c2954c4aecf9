"""The article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.admin.panels import (
    FieldPanel,
    HelpPanel,
    MultiFieldPanel,
    MultipleChooserPanel,
    PublishingPanel,
)
from wagtail.fields import StreamField
from wagtail.models import Orderable
from wagtail_localize.fields import SynchronizedField, TranslatableField

from articles.blocks import article_body_blocks
from articles.models.people import Person
from articles.models.tags import TranslatableTags
from articles.models.terms import ArticleTag, Place, Topic
from articles.querysets import ArticleManager
from core.models import BasePage, Faults
from core.searchable import SearchablePage, SearchDocument

__all__ = [
    "ArticleContributor",
    "ArticlePage",
    "ArticlePlace",
    "ArticleTopic",
    "ArticleTranslator",
    "Kind",
]


class Kind(models.TextChoices):
    """What a piece is. Only :attr:`OPINION` may argue; it is labelled everywhere."""

    NEWS = "news", _("News")
    ANALYSIS = "analysis", _("Analysis")
    OPINION = "opinion", _("Opinion")
    INTERVIEW = "interview", _("Interview")
    TESTIMONY = "testimony", _("Testimony")
    REPORT = "report", _("Report")


class ArticlePage(SearchablePage, BasePage):
    """One article in one language. ``translation_key`` names the story that all its
    language versions share."""

    kind = models.CharField(
        _("kind"), max_length=12, choices=Kind.choices, default=Kind.NEWS
    )
    kicker = models.CharField(_("kicker"), max_length=80, blank=True)
    standfirst = models.TextField(_("standfirst"), blank=True, max_length=500)
    lead_image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="lead_of",
        verbose_name=_("lead image"),
    )
    lead_alt = models.CharField(
        _("alternative text"),
        max_length=300,
        blank=True,
        help_text=_("What the image shows, for readers who cannot see it."),
    )
    lead_caption = models.CharField(_("caption"), max_length=400, blank=True)
    lead_credit = models.CharField(_("credit"), max_length=200, blank=True)
    body = StreamField(
        blocks.StreamBlock(article_body_blocks(), required=False),
        blank=True,
        verbose_name=_("body"),
    )
    tags = TranslatableTags(through=ArticleTag, blank=True, verbose_name=_("tags"))
    is_live_report = models.BooleanField(
        _("live report"),
        default=False,
        help_text=_("Shows time-stamped entries, newest first, above the text."),
    )
    is_sample = models.BooleanField(_("sample content"), default=False)
    embargo_until = models.DateTimeField(
        _("embargo until"),
        null=True,
        blank=True,
        help_text=_(
            "Until this time nothing of the article can become public, whoever "
            "publishes it. Baku time."
        ),
    )

    objects = ArticleManager()

    content_panels: ClassVar = [
        FieldPanel("kicker"),
        FieldPanel("title", heading=_("Headline")),
        FieldPanel("standfirst"),
        FieldPanel("kind"),
        FieldPanel("is_live_report"),
        MultiFieldPanel(
            [
                FieldPanel("lead_image"),
                FieldPanel("lead_alt"),
                FieldPanel("lead_caption"),
                FieldPanel("lead_credit"),
            ],
            heading=_("Lead image"),
        ),
        FieldPanel("body"),
        MultipleChooserPanel(
            "contributors",
            chooser_field_name="person",
            heading=_("Authors"),
            label=_("author"),
        ),
        MultipleChooserPanel(
            "topic_links",
            chooser_field_name="topic",
            heading=_("Topics"),
            label=_("topic"),
        ),
        MultipleChooserPanel(
            "place_links",
            chooser_field_name="place",
            heading=_("Places"),
            label=_("place"),
        ),
        FieldPanel("tags"),
    ]
    promote_panels: ClassVar = [
        MultiFieldPanel(
            [
                FieldPanel("slug"),
                FieldPanel("seo_title"),
                FieldPanel("search_description"),
            ],
            heading=_("For search engines"),
        ),
        MultipleChooserPanel(
            "translator_credits",
            chooser_field_name="person",
            heading=_("Translators of this version"),
            label=_("person"),
        ),
        FieldPanel("is_sample"),
    ]
    settings_panels: ClassVar = [
        PublishingPanel(),
        FieldPanel("embargo_until"),
        HelpPanel(
            _(
                "A schedule says when the article goes live. An embargo says when it "
                "may: a schedule before the embargo moves to its end."
            )
        ),
    ]
    search_kinds: ClassVar = dict(Kind.choices)
    parent_page_types: ClassVar = ["articles.SectionPage"]
    subpage_types: ClassVar[list[str]] = []
    translatable_fields: ClassVar = [
        TranslatableField("title"),
        TranslatableField("slug"),
        TranslatableField("seo_title"),
        TranslatableField("search_description"),
        TranslatableField("kicker"),
        TranslatableField("standfirst"),
        TranslatableField("lead_alt"),
        TranslatableField("lead_caption"),
        TranslatableField("lead_credit"),
        TranslatableField("body"),
        TranslatableField("tags"),
        SynchronizedField("kind", overridable=False),
        SynchronizedField("lead_image", overridable=False),
        SynchronizedField("is_live_report", overridable=False),
        SynchronizedField("is_sample", overridable=False),
        SynchronizedField("embargo_until", overridable=False),
        SynchronizedField("contributors", overridable=False),
        SynchronizedField("topic_links", overridable=False),
        SynchronizedField("place_links", overridable=False),
    ]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    @property
    def is_embargoed(self) -> bool:
        return self.embargo_until is not None and self.embargo_until > timezone.now()

    def publication_faults(self) -> Faults:
        faults = super().publication_faults()
        if self.lead_image_id and not self.lead_alt.strip():
            faults["lead_alt"] = _(
                "Describe the lead image: without alternative text the article "
                "cannot be published."
            )
        if not self.standfirst.strip():
            faults["standfirst"] = _("A published article needs a standfirst.")
        return faults

    def hold_until_embargo(self) -> None:
        """Move the schedule to the end of the embargo if it would come before.

        Publication follows the schedule in all of Wagtail, so no route to the public
        can be earlier than the embargo.
        """
        schedule: datetime | None = getattr(self, "go_live_at")  # noqa: B009 - untyped
        until = self.embargo_until
        if until and self.is_embargoed and (schedule is None or schedule < until):
            self.go_live_at = until

    @property
    def status_string(self) -> Any:
        if self.is_embargoed and not self.live:
            until = date_format(localtime(self.embargo_until), "SHORT_DATETIME_FORMAT")
            return _("embargo until %(until)s") % {"until": until}
        return super().status_string

    def clean(self) -> None:
        super().clean()
        self._refuse_late_embargo()

    def _refuse_late_embargo(self) -> None:
        """An embargo on what readers have read protects nobody, in any language."""
        if not self.is_embargoed:
            return
        versions = ArticlePage.objects.live().filter(
            translation_key=self.translation_key
        )
        if versions.exists():
            raise ValidationError(
                {
                    "embargo_until": _(
                        "This article is public already. Unpublish it in every "
                        "language before you set an embargo."
                    )
                },
                code="public",
            )

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.hold_until_embargo()
        super().full_clean(*args, **kwargs)

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """Save a revision. An embargo is no draft: it holds from this moment."""
        self.hold_until_embargo()
        revision = super().save_revision(*args, **kwargs)
        if not self.live:
            rows = ArticlePage.objects.filter(pk=self.pk, live=False)
            rows.update(embargo_until=self.embargo_until)
        return revision

    def with_content_json(self, content: dict[str, Any]) -> ArticlePage:
        """Return the article as a revision holds it, under its present embargo."""
        article: ArticlePage = super().with_content_json(content)
        if not self.live:
            article.embargo_until = self.embargo_until
        article.hold_until_embargo()
        return article

    @classmethod
    def search_public(cls) -> models.QuerySet[ArticlePage]:
        return cls.objects.published()

    def search_document(self) -> SearchDocument | None:
        return next(self.search_documents([self]), None)

    @classmethod
    def search_documents(
        cls, objects: Sequence[ArticlePage]
    ) -> Iterator[SearchDocument]:
        from articles.search import search_documents  # noqa: PLC0415 - reads this

        return search_documents(objects)

    def serve(self, request: HttpRequest) -> HttpResponse:
        from articles.views import article  # noqa: PLC0415 - views read these models

        return article(request, self)


class ArticleContributor(Orderable):
    """A byline: who made the original, in which part."""

    class Part(models.TextChoices):
        AUTHOR = "author", _("Author")
        PHOTOGRAPHER = "photographer", _("Photographer")

    article = ParentalKey(
        ArticlePage, on_delete=models.CASCADE, related_name="contributors"
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="contributions",
        verbose_name=_("person"),
    )
    part = models.CharField(
        _("part"), max_length=12, choices=Part.choices, default=Part.AUTHOR
    )

    panels: ClassVar = [FieldPanel("person"), FieldPanel("part")]

    class Meta(Orderable.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("article", "person", "part"), name="contributor_once"
            )
        ]


class ArticleTranslator(Orderable):
    """Who translated this language version. Never copied between versions."""

    article = ParentalKey(
        ArticlePage, on_delete=models.CASCADE, related_name="translator_credits"
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="translations",
        verbose_name=_("person"),
    )

    panels: ClassVar = [FieldPanel("person")]

    class Meta(Orderable.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("article", "person"), name="translator_once"
            )
        ]


class ArticleTopic(Orderable):
    article = ParentalKey(
        ArticlePage, on_delete=models.CASCADE, related_name="topic_links"
    )
    topic = models.ForeignKey(
        Topic,
        on_delete=models.PROTECT,
        related_name="article_links",
        verbose_name=_("topic"),
    )

    class Meta(Orderable.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("article", "topic"), name="topic_once")
        ]


class ArticlePlace(Orderable):
    article = ParentalKey(
        ArticlePage, on_delete=models.CASCADE, related_name="place_links"
    )
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        related_name="article_links",
        verbose_name=_("place"),
    )

    class Meta(Orderable.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("article", "place"), name="place_once")
        ]
