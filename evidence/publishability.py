"""What keeps a record from publication, said in the user's language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from evidence.models import Access, Incident, MovableObject, Place, Record

__all__ = ["publication_faults"]


def publication_faults(record: Record) -> list[str]:
    """Return why ``record`` (see ``freezing.whole_record``) cannot be published yet."""
    faults = []
    if not record.is_open:
        faults.append(_("Its access keeps it from the public."))
    if not record.summary.strip():
        faults.append(_("Write a summary."))
    claims = [claim for claim in record.claims.all() if claim.is_public]
    if not claims:
        faults.append(_("Make at least one public claim."))
    faults += [
        _("The claim “%(claim)s” has no source.") % {"claim": str(claim)}
        for claim in claims
        if not claim.sources.all()
    ]
    for use in record.exhibit_links.all():
        faults += _faults_of_exhibit(use)
    if isinstance(record, Incident):
        faults += _faults_of_reference(record.place, _("place"))
        faults += _faults_of_reference(record.movable_object, _("object"))
    elif isinstance(record, Place):
        faults += _faults_of_reference(record.within, _("place"))
    elif isinstance(record, MovableObject):
        faults += _faults_of_reference(record.home, _("place"))
    return faults


def _faults_of_exhibit(use: Any) -> list[str]:
    exhibit = use.exhibit
    if not exhibit.is_open:
        return []
    faults = []
    if not any(copy.may_be_shown for copy in exhibit.derivatives.all()):
        reason = (
            _("“%(exhibit)s” is public only redacted, and has no redacted copy.")
            if exhibit.access == Access.REDACTED
            else _(
                "“%(exhibit)s” has no copy that may be shown. Make one, or restrict it."
            )
        )
        faults.append(reason % {"exhibit": exhibit.title})
    if exhibit.media_type.startswith("image/") and not use.alt_text.strip():
        faults.append(
            _("Describe “%(exhibit)s” for readers who cannot see it.")
            % {"exhibit": exhibit.title}
        )
    if (
        exhibit.media_type.startswith(("audio/", "video/"))
        and not exhibit.transcript.strip()
    ):
        faults.append(
            _("“%(exhibit)s” needs a transcript.") % {"exhibit": exhibit.title}
        )
    return faults


def _faults_of_reference(record: Record | None, what: str) -> list[str]:
    if record is None:
        return []
    if not Record.objects.visible().filter(pk=record.pk).exists():
        return [
            _("The %(what)s “%(title)s” is not public. Publish it first.")
            % {"what": what, "title": record.title}
        ]
    return []
