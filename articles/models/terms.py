"""Topics, places, tags: what an article is about, and where.

A term is one row that all languages share; its words are one row a language. A term
without words in a language does not exist there: it is neither shown nor listed.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import ItemBase, TagBase
from wagtail.admin.panels import FieldPanel, InlinePanel

from core.locales import locale_ids
from core.models import LocalisedWords
from core.slugs import slugify

__all__ = [
    "ArticleTag",
    "Place",
    "PlaceWords",
    "Tag",
    "Term",
    "Topic",
    "TopicWords",
]


class Term(ClusterableModel):
    """Something that articles are filed under, with words per language."""

    stream_prefix: ClassVar[str]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        codes = {pk: code for code, pk in locale_ids().items()}
        words = {codes.get(word.locale_id): word for word in self.words.all()}
        chosen = words.get(get_language() or "") or next(iter(words.values()), None)
        return str(chosen) if chosen else f"{self._meta.verbose_name} {self.pk}"

    @property
    def stream(self) -> str:
        """The key of this term's list of articles: see ``articles.listings``."""
        return f"{self.stream_prefix}:{self.pk}"


class TermWords(LocalisedWords):
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)

    panels: ClassVar = [
        FieldPanel("locale"),
        FieldPanel("name"),
        FieldPanel("description"),
        FieldPanel("slug"),
    ]

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("term", "locale"),
                name="%(class)s_one_per_language",
                violation_error_message=_("This language already has its words."),
            ),
            models.UniqueConstraint(
                fields=("locale", "slug"),
                name="%(class)s_unique_slug",
                violation_error_message=_("This slug is taken in this language."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


_words_panel = InlinePanel(
    "words", heading=_("Words per language"), label=_("language"), min_num=1
)


class Topic(Term):
    stream_prefix = "topic"
    panels: ClassVar = [_words_panel]

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")


class TopicWords(TermWords):
    term = ParentalKey(Topic, on_delete=models.CASCADE, related_name="words")

    class Meta(TermWords.Meta):
        abstract = False


class Place(Term):
    """A settlement or district that news comes from."""

    stream_prefix = "place"
    panels: ClassVar = [_words_panel]

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")


class PlaceWords(TermWords):
    term = ParentalKey(Place, on_delete=models.CASCADE, related_name="words")

    class Meta(TermWords.Meta):
        abstract = False


class Tag(TagBase):
    """A free keyword. Tags are words, so each language version has its own."""

    stream_prefix = "tag"
    free_tagging = True

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def slugify(self, tag: str, i: int | None = None) -> str:
        slug = slugify(tag) or "x"
        return slug if i is None else f"{slug}-{i}"

    @property
    def stream(self) -> str:
        return f"{self.stream_prefix}:{self.pk}"


class ArticleTag(ItemBase):
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="article_tags")
    content_object = ParentalKey(
        "articles.ArticlePage", on_delete=models.CASCADE, related_name="tagged_items"
    )
