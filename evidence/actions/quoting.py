"""Tying quotations to the pages of the documents that they are taken from."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from evidence.models import ClaimSource, DocumentPage, Record
from evidence.passages import anchor_quotation, find_passages

__all__ = ["anchor_to", "find_and_anchor"]


@transaction.atomic
def find_and_anchor(*, link: ClaimSource, by: Any) -> DocumentPage | None:
    """Tie a quotation to its page, if there is exactly one such page.

    Raises ValidationError if there is nothing to look for.
    """
    if not link.quotation.strip():
        raise ValidationError(_("There is no quotation to look for."), code="required")
    page = anchor_quotation(link)
    if page is not None:
        _tell(link, page, by)
    return page


@transaction.atomic
def anchor_to(*, link: ClaimSource, page: DocumentPage, by: Any) -> None:
    """Tie a quotation to one of several pages that it stands on."""
    if page not in find_passages(link.source, link.quotation):
        raise ValidationError(
            _("The quotation does not stand on this page."), code="elsewhere"
        )
    link.passage = page
    link.save(update_fields=["passage"])
    _tell(link, page, by)


def _tell(link: ClaimSource, page: DocumentPage, by: Any) -> None:
    record = Record.objects.get(claims=link.claim_id)
    log(
        instance=record,
        action="evidence.anchor_quotation",
        user=by,
        data={"exhibit": page.exhibit.name, "page": page.number},
    )
