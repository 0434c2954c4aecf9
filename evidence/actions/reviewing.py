"""From a researcher's draft to a published version, with two pairs of eyes."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log

from core.locales import language_codes
from core.searchable import findable_changed
from evidence import canonical, catalogue
from evidence.actions.finding import note_documents
from evidence.custody import record_event
from evidence.freezing import freeze, freeze_words, whole_record
from evidence.leaves import version_document
from evidence.models import (
    ArchivePage,
    CustodyEvent,
    PublishedVersion,
    Record,
    RecordExhibit,
    RecordPage,
    VersionReason,
    Withdrawal,
)
from evidence.publishability import publication_faults
from evidence.words import blocks_of, words_on

__all__ = [
    "may_review",
    "publish_record",
    "publish_translated_words",
    "return_record",
    "submit_record",
    "withdraw_record",
]

State = Record.State


def may_review(record: Record, user: Any) -> bool:
    """Whether ``user`` may decide on ``record``: never on one that is their own."""
    return bool(
        user.has_perm("evidence.review_record")
        and user.pk
        not in {record.created_by_id, record.changed_by_id, record.submitted_by_id}
    )


def _locked(record: Record) -> Record:
    return Record.objects.select_for_update().get(pk=record.pk)


def _refuse(message: str, code: str) -> None:
    raise ValidationError(message, code=code)


@transaction.atomic
def submit_record(*, record: Record, by: Any) -> Record:
    """Hand a record in for review. Raises ValidationError if something is missing."""
    row = _locked(record)
    if row.state == State.SUBMITTED:
        _refuse(_("This record is in review already."), "submitted")
    if row.state == State.PUBLISHED and not row.has_changes:
        _refuse(_("Nothing has changed since it was published."), "unchanged")
    if faults := publication_faults(whole_record(row.pk)):
        raise ValidationError(faults, code="faults")
    row.state, row.submitted_by = State.SUBMITTED, by
    row.save(update_fields=["state", "submitted_by", "updated_at"])
    log(instance=row, action="evidence.submit", user=by)
    return row


@transaction.atomic
def return_record(*, record: Record, by: Any, reason: str) -> Record:
    """Give a record back to who recorded it, with a reason."""
    row = _locked(record)
    if not may_review(row, by):
        raise PermissionDenied
    if row.state != State.SUBMITTED:
        _refuse(_("This record is not in review."), "not_submitted")
    if not reason.strip():
        _refuse(_("Say what has to change."), "required")
    row.state = State.RETURNED
    row.save(update_fields=["state", "updated_at"])
    log(instance=row, action="evidence.return", user=by, data={"reason": reason})
    return row


@transaction.atomic
def publish_record(
    *, record: Record, by: Any, reason: str = "", is_correction: bool = False
) -> PublishedVersion:
    """Publish a submitted record as its next version.

    ``reason`` is in the record's language; from the second version on it must say in
    public what changed and why. Raises PermissionDenied if ``by`` may not review this
    record, ValidationError if it is not in review or something is missing.
    """
    row = _locked(record)
    if not may_review(row, by):
        raise PermissionDenied(_("Nobody publishes a record of their own."))
    if row.state != State.SUBMITTED:
        _refuse(_("Hand the record in for review first."), "not_submitted")
    whole = whole_record(row.pk)
    if faults := publication_faults(whole):
        raise ValidationError(faults, code="faults")
    previous = whole.versions.order_by("-number").first()
    if previous and not reason.strip():
        _refuse(_("Tell readers what changed, and why."), "reason")
    occasion = PublishedVersion.Occasion.FIRST
    if previous:
        occasion = (
            PublishedVersion.Occasion.CORRECTION
            if is_correction
            else PublishedVersion.Occasion.UPDATE
        )
    _publish_original(whole, by)
    row.state, row.has_changes = State.PUBLISHED, False
    row.save(update_fields=["state", "has_changes", "updated_at"])
    code = whole.language.language_code
    reasons = {code: reason.strip()} if reason.strip() else {}
    version = _freeze(whole.pk, occasion=occasion, reasons=reasons, by=by)
    log(
        instance=row,
        action="evidence.publish",
        user=by,
        data={"version": version.number, "reason": reason},
    )
    return version


def _publish_original(record: Any, by: Any) -> RecordPage:
    """Bring the page in the record's own language in step with the record; publish."""
    page = RecordPage.objects.filter(
        record=record.pk, locale_id=record.language_id
    ).first()
    if page is None:
        archive = ArchivePage.objects.filter(locale_id=record.language_id).first()
        if archive is None:
            raise ValidationError(
                _("There is no evidence archive in %(language)s yet.")
                % {"language": record.language.get_display_name()},
                code="no_archive",
            )
        page = RecordPage(
            record_id=record.pk,
            locale_id=record.language_id,
            slug=record.name,
            title=record.title,
            live=False,
        )
        archive.add_child(instance=page)
    page.title, page.summary = record.title, record.summary
    page.words = RecordPage._meta.get_field("words").stream_block.to_python(
        blocks_of(record)
    )
    page.save_revision(user=by).publish(user=by, skip_permission_checks=True)
    return RecordPage.objects.get(pk=page.pk)


def _freeze(
    pk: int, *, occasion: str, reasons: dict[str, str], by: Any
) -> PublishedVersion:
    pages = {
        page.locale.language_code: page
        for page in RecordPage.objects.filter(record_id=pk, live=True)
        .select_related("locale")
        .order_by("locale_id")
    }
    previous = PublishedVersion.objects.filter(record=pk).order_by("-number").first()
    at = timezone.now()
    if previous and occasion == PublishedVersion.Occasion.TRANSLATION:
        document = freeze_words(previous, pages=pages, reasons=reasons, at=at)
    else:
        document = freeze(
            whole_record(pk),
            pages=pages,
            occasion=occasion,
            reasons=reasons,
            previous=previous,
            at=at,
        )
    content = canonical.canonical(document)
    version = PublishedVersion.objects.create(
        record_id=pk,
        number=document["version"],
        occasion=occasion,
        content=content.decode(),
        sha256=canonical.digest(document),
        published_at=at,
        published_by=by,
    )
    VersionReason.objects.bulk_create(
        VersionReason(version=version, language=code, text=text)
        for code, text in reasons.items()
    )
    catalogue.refresh(version)
    # A page goes live before its version is there: the search knows it only now.
    findable_changed.send(sender=RecordPage, pks=[page.pk for page in pages.values()])
    note_documents(_exhibits_of(pk))
    record_event(
        kind=CustodyEvent.Kind.PUBLICATION,
        record=Record.objects.get(pk=pk),
        actor=by,
        detail={
            "version": version.number,
            "sha256": version.sha256,
            "row_sha256": canonical.digest(version_document(version)),
        },
        at=at,
    )
    return version


def _exhibits_of(pk: int) -> list[int]:
    uses = RecordExhibit.objects.filter(record=pk)
    return list(uses.values_list("exhibit_id", flat=True))


@transaction.atomic
def publish_translated_words(*, page: RecordPage, by: Any = None) -> None:
    """Make a version of a record whose words were published in another language.

    It differs from the one before in words alone: what researchers have changed since
    waits for its own review. Called when such a page goes live. Nothing happens while
    the record is not public or if its newest version has these very words.
    """
    row = _locked(page.record)
    newest = row.versions.order_by("-number").first()
    if newest is None or not Record.objects.published().filter(pk=row.pk).exists():
        return
    code = page.locale.language_code
    frozen = newest.document["words"]
    held = frozen.get(code)
    own = words_on(page, frozen[newest.document["original_language"]]["entries"])
    if held and {key: held[key] for key in own} == own:
        return
    reasons = {}
    for language in language_codes():
        with translation.override(language):
            reasons[language] = _("Translation published: %(language)s.") % {
                "language": page.locale.get_display_name()
            }
    _freeze(
        row.pk,
        occasion=PublishedVersion.Occasion.TRANSLATION,
        reasons=reasons,
        by=by,
    )


@transaction.atomic
def withdraw_record(*, record: Record, by: Any, reason: str) -> Withdrawal:
    """Take a published record from the public, with a public reason.

    Its versions stay in the archive; their addresses tell the reason.
    """
    row = _locked(record)
    if not by.has_perm("evidence.withdraw_record"):
        raise PermissionDenied
    if not Record.objects.published().filter(pk=row.pk).exists():
        _refuse(_("Only a published record can be withdrawn."), "not_published")
    if not reason.strip():
        _refuse(_("Tell readers why it is withdrawn."), "required")
    withdrawal = Withdrawal.objects.create(
        record=row,
        by=by,
        language=row.language.language_code,
        reason=reason.strip(),
    )
    row.state, row.has_changes = State.WITHDRAWN, True
    row.save(update_fields=["state", "has_changes", "updated_at"])
    for page in RecordPage.objects.filter(record=row, live=True):
        UnpublishPageAction(page, user=by).execute(skip_permission_checks=True)
    catalogue.forget(row.pk)
    note_documents(_exhibits_of(row.pk))
    log(instance=row, action="evidence.withdraw", user=by, data={"reason": reason})
    record_event(
        kind=CustodyEvent.Kind.WITHDRAWAL,
        record=row,
        actor=by,
        detail={"language": withdrawal.language, "reason": withdrawal.reason},
        at=withdrawal.at,
    )
    return withdrawal
