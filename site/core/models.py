"""What every page shares: the base page, the image and its renditions, words per
language. And the mail that waits to go out."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.images.models import AbstractImage, AbstractRendition, Filter
from wagtail.images.models import Image as WagtailImage
from wagtail.models import Locale, Page, PageViewRestriction
from wagtail_localize.fields import BaseTranslatableField

from core.forms import PublishableForm
from core.pictures.rendering import render
from core.publication import faults_found_by_checks
from core.slugs import slugify

__all__ = ["BasePage", "LocalisedWords", "OutgoingMail", "Picture", "Rendition"]

Faults = dict[str, Any]


class Picture(AbstractImage):
    """A photograph or drawing. The original is private; readers get renditions.

    Alternative text, caption and credit belong to each use of an image, because
    they are words and live per language.
    """

    admin_form_fields = WagtailImage.admin_form_fields

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def get_rendition(self, filter: Filter | str) -> Rendition:
        """Return the rendition of ``filter``, never the original's own bytes.

        Wagtail's image editor asks for the filter ``original`` and thereby would
        publish a copy of the private file; it gets a large, re-encoded one.
        """
        spec = filter.spec if isinstance(filter, Filter) else filter
        if spec == "original":
            filter = "max-1920x1920|format-webp"
        return super().get_rendition(filter)

    def generate_rendition_file(
        self, filter: Filter, *, source: File[bytes] | None = None
    ) -> File[bytes]:
        """Return one rendition, made by our own frugal renderer.

        Wagtail's would copy the original's EXIF data into a public file.
        """
        if source is None:
            with self.open_file() as own:
                [made] = render(self, own, [filter.spec])
        else:
            # Wagtail gives each of its threads a copy; the file itself is one for all.
            [made] = render(self, source, [filter.spec])
        # Wagtail's names follow from the key and the filter: anyone could count
        # through the pictures of articles that are not public yet.
        token = secrets.token_hex(8)
        name = f"{self.pk}.{token}.{filter.spec.replace('|', '.')}.{made.extension}"
        return ContentFile(made.data, name=name)


class Rendition(AbstractRendition):
    image = models.ForeignKey(
        Picture, on_delete=models.CASCADE, related_name="renditions"
    )

    class Meta:
        verbose_name = _("rendition")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("image", "filter_spec", "focal_point_key"),
                name="unique_rendition",
            )
        ]


class LocalisedWords(models.Model):
    """The words of a term in one language. The term itself is one row for all.

    Subclasses add a ``term`` foreign key with ``related_name="words"``, the
    constraints ``unique(term, locale)`` and ``unique(locale, slug)``, and set
    ``name_field`` to the field that the slug is made of.
    """

    name_field: ClassVar[str] = "name"

    locale = models.ForeignKey(
        Locale, on_delete=models.PROTECT, related_name="+", verbose_name=_("language")
    )
    slug = models.SlugField(
        _("slug"),
        max_length=100,
        blank=True,
        help_text=_("Part of the address. Made from the name if left empty."),
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug:
            base = slugify(getattr(self, self.name_field)) or "x"
            alike = type(self)._default_manager.filter(
                locale_id=self.locale_id, slug__startswith=base
            )
            taken = set(alike.exclude(pk=self.pk).values_list("slug", flat=True))
            number, self.slug = 1, base
            while self.slug in taken:
                number += 1
                self.slug = f"{base}-{number}"
        super().save(*args, **kwargs)


class BasePage(Page):
    """The base of every page type.

    A type lists its ``translatable_fields`` in full (a system check holds it), so
    that no field becomes translatable or copied by chance.
    """

    base_form_class = PublishableForm
    # Wagtail's own panel would fill the slug in the browser, and drop our letters.
    content_panels: ClassVar = [FieldPanel("title", classname="title")]
    known_public = False
    translatable_fields: ClassVar[list[BaseTranslatableField]]

    class Meta:
        abstract = True

    def publication_faults(self) -> Faults:
        """Return what keeps this page from publication: field name → message."""
        return faults_found_by_checks(self)

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug and self.title:
            self._set_transliterated_slug()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        if not self.slug and self.title:
            self._set_transliterated_slug()
        super().minimal_clean()

    def _set_transliterated_slug(self) -> None:
        if self.path or getattr(self, "_cached_parent_obj", None):
            self.slug = self._get_autogenerated_slug(slugify(self.title) or "x")

    def save(self, clean: bool = True, **kwargs: Any) -> Any:
        """Save the row; a live row with publication faults raises ValidationError.

        So does an alias: it would serve one language's text at another's address.
        """
        if self.alias_of_id:
            raise ValidationError(_("This site makes no alias pages."), code="alias")
        if clean and self.live and (faults := self.publication_faults()):
            raise ValidationError(faults)
        return super().save(clean=clean, **kwargs)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show editors the page that readers will get."""
        return self.serve(request)

    def get_view_restrictions(self) -> models.QuerySet[Any]:
        """Return the restrictions on this page and its ancestors, in one query.

        The site makes no alias pages, so the path alone names every ancestor. A page
        that routing has found to be public costs no query at all.
        """
        if self.known_public:
            return PageViewRestriction.objects.none()
        step = self.steplen
        paths = [self.path[:end] for end in range(step, len(self.path) + 1, step)]
        return PageViewRestriction.objects.filter(page__path__in=paths)


class OutgoingMail(models.Model):
    """A mail that waits for its server: see :mod:`core.outbox`. ``begun_at`` says when
    it was last tried; what has gone out is deleted."""

    content = models.JSONField(encoder=DjangoJSONEncoder)
    made_at = models.DateTimeField(auto_now_add=True)
    begun_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.pk}, {self.made_at:%Y-%m-%d %H:%M}"
