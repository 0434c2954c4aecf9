"""The blocks by which an article cites the archive and counts in it.

Both are facts with words beside them: a translator gets the words, every language shows
the same record and counts the same choice. They are registered here, and no model is
read before a form or a page asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from core.body import register_block
from evidence.library.choosing import Choice
from evidence.reference import Reference
from evidence.verification import Verification

__all__ = ["CitationBlock", "NumberBlock", "choice_of"]


class FactBlock(blocks.FieldBlock):
    """A text that no translator is offered, because it is none for people."""

    def __init__(
        self, required: bool = True, help_text: Any = None, **kwargs: Any
    ) -> None:
        self._required, self._help_text = required, help_text
        super().__init__(**kwargs)

    @cached_property
    def field(self) -> forms.Field:
        return self.form_field(required=self._required, help_text=self._help_text)

    def form_field(self, **kwargs: Any) -> forms.Field:
        raise NotImplementedError


def check_reference(value: str) -> None:
    if Reference.parse(value) is None:
        raise ValidationError(_("Choose a record, a claim or an exhibit."))


class ChosenBlock(FactBlock):
    """What a chooser of public records answers with."""

    def get_form_state(self, value: Any) -> Any:
        return self.field.widget.get_value_data(value)


class ReferenceBlock(ChosenBlock):
    """A :class:`~evidence.reference.Reference`, as it is written."""

    def form_field(self, **kwargs: Any) -> forms.Field:
        from evidence.admin.citing import ReferenceChooser  # noqa: PLC0415 - has models

        return forms.CharField(
            widget=ReferenceChooser(), validators=[check_reference], **kwargs
        )


class PlaceBlock(ChosenBlock):
    """The identifier of a public place."""

    def form_field(self, **kwargs: Any) -> forms.Field:
        from evidence.admin.citing import PlaceChooser  # noqa: PLC0415 - has models

        return forms.CharField(widget=PlaceChooser(), max_length=16, **kwargs)


class KindBlock(FactBlock):
    """A kind of record."""

    def form_field(self, **kwargs: Any) -> forms.Field:
        from evidence.models import Record  # noqa: PLC0415 - a model

        choices = [("", "---------"), *Record.Kind.choices]
        return forms.ChoiceField(choices=choices, **kwargs)


class CategoryBlock(FactBlock):
    """The slug of a category of incidents."""

    def form_field(self, **kwargs: Any) -> forms.Field:
        return forms.ChoiceField(choices=_categories, **kwargs)


def _categories() -> Iterator[tuple[str, str]]:
    from evidence.models import Scheme, VocabularyTerm  # noqa: PLC0415 - a model

    yield "", "---------"
    terms = VocabularyTerm.objects.filter(scheme=Scheme.CATEGORY, is_retired=False)
    for term in terms.prefetch_related("labels").order_by("position", "slug"):
        yield term.slug, str(term)


class VerificationBlock(FactBlock):
    """A state of verification."""

    def form_field(self, **kwargs: Any) -> forms.Field:
        return forms.ChoiceField(
            choices=[("", "---------"), *Verification.choices], **kwargs
        )


class CitationBlock(blocks.StructBlock):
    """Cites the archive: a mark in the text leads to a numbered note."""

    cited = ReferenceBlock(
        label=_("Record, claim or exhibit"),
        help_text=_(
            "The version that is published now is cited, and stays cited. Choose "
            "again to cite a newer one."
        ),
    )
    note = blocks.CharBlock(
        label=_("Note"),
        required=False,
        max_length=300,
        help_text=_("Where in it to look, or what it shows. Readers see this."),
    )

    class Meta:
        icon = "link"
        label = _("Evidence")
        template = "evidence/blocks/citation.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Add ``mark``, if the view that shows the body prepared one for this block."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        block = context.get("block")
        context["mark"] = (context.get("standing_marks") or {}).get(
            getattr(block, "id", None)
        )
        return context


class NumberBlock(blocks.StructBlock):
    """How many public records there are of a kind, counted when it is shown."""

    text = blocks.CharBlock(
        label=_("What is counted"),
        max_length=200,
        help_text=_("Stands below the number, such as: houses recorded as destroyed."),
    )
    kind = KindBlock(label=_("Kind of record"), required=False)
    category = CategoryBlock(label=_("Category"), required=False)
    verification = VerificationBlock(label=_("Verification"), required=False)
    place = PlaceBlock(label=_("Place"), required=False)
    since = blocks.IntegerBlock(
        label=_("From the year"), required=False, min_value=1, max_value=9999
    )
    until = blocks.IntegerBlock(
        label=_("To the year"), required=False, min_value=1, max_value=9999
    )

    class Meta:
        icon = "order"
        label = _("Number from the archive")
        template = "evidence/blocks/number.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Add ``number``, if the view that shows the body has counted."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        counted = choice_of(value).address("")
        context["number"] = (context.get("numbers") or {}).get(counted)
        return context


def choice_of(value: Any) -> Choice:
    """Return what a number counts, given the value of its block, stored or not."""
    facets = {
        facet: str(value[facet])
        for facet in ("kind", "category", "verification", "place")
        if value.get(facet)
    }
    return Choice(
        facets=facets,
        since=value.get("since") or None,
        until=value.get("until") or None,
    )


register_block("evidence_citation", CitationBlock())
register_block("evidence_number", NumberBlock())
