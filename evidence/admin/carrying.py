"""Saving a record and going on with a similar one that takes over chosen facts.

Whoever enters fifty records of one report says once which facts they share.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.forms import Media
from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel
from wagtail.snippets.action_menu import ActionMenuItem

from evidence.duplicates import own_kind
from evidence.models import (
    Claim,
    ClaimSource,
    Incident,
    MovableObject,
    Place,
    Record,
)

__all__ = [
    "ACTION",
    "CarryPanel",
    "SaveSimilarItem",
    "remember",
    "remembered",
    "similar",
    "similar_address",
]

ACTION = "action-similar"
_SESSION = "evidence.carry"
SOURCE = "source"

# What may be taken over: a name, its label, the fields that belong to it.
_EVERY = {
    "language": (_("Language"), ("language",)),
    "access": (_("Access"), ("access", "sealed_until", "content_warning", "is_sample")),
    SOURCE: (_("Source of the first claim"), ()),
}
_OWN: dict[str, dict[str, tuple[Any, tuple[str, ...]]]] = {
    "incident": {
        "category": (_("Category"), ("category",)),
        "place": (_("Place"), ("place",)),
        "movable_object": (_("Movable object"), ("movable_object",)),
        "date": (_("Date"), ("date", "date_qualifier")),
        "causes": (_("Causes and effects"), ("causes", "effects", "threats")),
    },
    "place": {
        "place_type": (_("Type of place"), ("place_type",)),
        "within": (_("Lies in"), ("within",)),
        "designation": (_("Designation"), ("designation",)),
        "precision": (_("Precision shown in public"), ("precision",)),
    },
    "movableobject": {
        "object_type": (_("Type of object"), ("object_type",)),
        "home": (_("Belongs to the place"), ("home",)),
        "materials": (_("Materials and techniques"), ("materials",)),
        "whereabouts": (_("Whereabouts"), ("whereabouts",)),
    },
}
_MANY = ("causes", "effects", "threats")
_AT_FIRST = {
    "incident": ("language", "access", "category", "place"),
    "place": ("language", "access", "place_type", "within"),
    "movableobject": ("language", "access", "object_type", "home"),
}


def choices_of(model: Any) -> dict[str, tuple[Any, tuple[str, ...]]]:
    return {**_OWN[model._meta.model_name], **_EVERY}


def remember(request: HttpRequest, model: Any) -> None:
    """Keep which facts this person takes over, until they choose others."""
    known = choices_of(model)
    chosen = [name for name in request.POST.getlist("carry") if name in known]
    request.session[f"{_SESSION}.{model._meta.model_name}"] = chosen


def remembered(request: HttpRequest, model: Any) -> list[str]:
    if "carry_offered" in request.POST:
        return request.POST.getlist("carry")
    name = model._meta.model_name
    return list(request.session.get(f"{_SESSION}.{name}", _AT_FIRST[name]))


def similar_address(add_url: str, record: Record) -> str:
    """Return where a record that is similar to ``record`` is entered."""
    return f"{add_url}?{urlencode({'like': record.pk})}"


def similar(record: Record, chosen: Iterable[str]) -> Incident | Place | MovableObject:
    """Return a new record, not stored, with the chosen facts of another."""
    old = own_kind(record)
    new: Any = type(old)()
    known = choices_of(type(old))
    for name in chosen:
        for field in known[name][1] if name in known else ():
            if field in _MANY:
                setattr(new, field, list(getattr(old, field).all()))
            else:
                setattr(new, field, getattr(old, field))
    if SOURCE in chosen:
        links = ClaimSource.objects.filter(claim__record=old.pk)
        first = links.order_by("claim__sort_order", "claim", "sort_order", "pk").first()
        if first:
            claim = Claim()
            claim.sources = [
                ClaimSource(source_id=first.source_id, credibility=first.credibility)
            ]
            new.claims = [claim]
    return new


class CarryPanel(Panel):
    """Says which facts the next record takes over. It belongs to no field."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "evidence/admin/carry.html"

        @property
        def media(self) -> Media:
            return Media(css={"all": ["css/desk.css"]})

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            model = type(self.instance)
            chosen = remembered(self.request, model)
            return {
                **super().get_context_data(parent_context),
                "choices": [
                    {"name": name, "label": label, "is_chosen": name in chosen}
                    for name, (label, _fields) in choices_of(model).items()
                ],
            }


class SaveSimilarItem(ActionMenuItem):
    name = ACTION
    label = _("Save and add similar")
    icon_name = "copy"
    order = 10
    template_name = "evidence/admin/save_similar.html"

    def is_shown(self, context: Any) -> bool:
        model = context["model"]
        right = f"evidence.add_{model._meta.model_name}"
        return bool(
            issubclass(model, Record)
            and not context.get("locked_for_user")
            and context["request"].user.has_perm(right)
        )
