"""Whether a page is private, asked inside another query."""

from django.db.models import Exists, OuterRef
from django.db.models.functions import Length, Substr
from wagtail.models import PageViewRestriction

__all__ = ["is_restricted"]


def is_restricted(path: str = "path") -> Exists:
    """Return an expression: does a view restriction cover the row's tree ``path``?

    A restriction covers its page and all below, whose paths begin with its own.
    """
    start = Substr(OuterRef(path), 1, Length("page__path"))
    return Exists(PageViewRestriction.objects.filter(page__path=start))
