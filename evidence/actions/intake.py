"""Taking a file in: parts, hashes, type, custody; and letting one go, by two people.

What has been received and what is done stands in :class:`Intake`; a background task is
only a wake-up. Whatever is killed can be run again: bytes are kept under their hash, so
keeping them twice keeps them once, and the exhibit's row, its custody and the end of
the intake come in one transaction.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from typing import IO, Any, BinaryIO, cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.log_actions import log

from evidence import canonical, incoming
from evidence.actions.likeness import note_exhibit
from evidence.custody import record_event
from evidence.formats import media_type_of, read_metadata
from evidence.leaves import exhibit_document
from evidence.models import CustodyEvent, Deaccession, Exhibit, Intake
from evidence.similarity import fingerprint
from evidence.store import DERIVATIVES, ORIGINALS

__all__ = [
    "accession",
    "accession_in_background",
    "approve_deaccession",
    "begin_intake",
    "propose_deaccession",
    "receive_part",
    "sweep_intakes",
    "take_in",
]

logger = logging.getLogger(__name__)

# Facts of an exhibit that may be given with its file.
FACTS = frozenset(
    {
        *("title", "language", "source_id", "acquisition", "acquired_from"),
        *("acquired_on", "rights_id", "rights_holder", "consent", "access"),
        *("sealed_until", "content_warning_id", "transcript", "is_sample"),
    }
)
LEFT_BEHIND = timedelta(minutes=2)
# An intake of which no part has come for so long is given up.
GIVEN_UP = timedelta(days=30)
KILLED = timedelta(days=1)
TOLD_EVERY = 64 * 1024 * 1024
_Kind = CustodyEvent.Kind


def begin_intake(
    *, original_name: str, size: int, facts: dict[str, Any], by: Any = None
) -> Intake:
    """Announce a file of ``size`` bytes. ``facts`` are fields of the exhibit to be
    (see :data:`FACTS`), as JSON can hold them; a title is made of the name if missing.
    """
    if unknown := set(facts) - FACTS:
        raise ValueError(f"no facts of an exhibit: {sorted(unknown)}")
    if size <= 0:
        raise ValidationError(_("The file is empty."), code="empty")
    # A path in a name is nobody's business, and no part of it.
    name = original_name.replace("\\", "/").rpartition("/")[2][:255]
    if not name:
        raise ValidationError(_("The file has no name."), code="name")
    facts = {"title": name[:300], **{k: v for k, v in facts.items() if v}}
    return Intake.objects.create(original_name=name, size=size, facts=facts, made_by=by)


def receive_part(*, intake: Intake, at: int, stream: IO[bytes]) -> Intake:
    """Add a part that begins at byte ``at``; return the intake as it then stands.

    A part that does not begin where the last one ended raises ValidationError with
    code ``position``: ask :attr:`Intake.received` and go on from there.
    """
    with transaction.atomic():
        row = Intake.objects.select_for_update().get(pk=intake.pk)
        if row.state != Intake.State.RECEIVING or at != row.received:
            raise ValidationError(
                _("The next part begins at byte %(at)d.") % {"at": row.received},
                code="position",
            )
        most = row.size - at + 1
        end = incoming.append(row.uuid, stream, at=at, most=most)
        if end > row.size:
            row.state = Intake.State.REFUSED
            row.fault = _("The file is longer than was said.")
        else:
            row.received = end
            if end == row.size:
                row.state = Intake.State.WAITING
        row.save()
        if row.state == Intake.State.WAITING:
            transaction.on_commit(partial(accession_in_background.enqueue, row.pk))
    if row.state == Intake.State.REFUSED:
        incoming.discard(row.uuid)
    return row


@task()
def accession_in_background(intake_id: int) -> None:
    """Wake up for an intake whose parts are complete."""
    intake = Intake.objects.filter(pk=intake_id, state=Intake.State.WAITING).first()
    if intake:
        accession(intake=intake)


def take_in(
    *,
    stream: IO[bytes],
    original_name: str,
    size: int,
    facts: dict[str, Any],
    by: Any = None,
) -> Exhibit:
    """Take a whole file in at once; return its exhibit.

    A file that the archive has already gives the exhibit that is there.
    """
    intake = begin_intake(original_name=original_name, size=size, facts=facts, by=by)
    end = incoming.append(intake.uuid, stream, at=0, most=size + 1)
    if end != size:
        incoming.discard(intake.uuid)
        intake.state = Intake.State.REFUSED
        intake.fault = _("The file is not as long as was said.")
        intake.save()
        raise ValidationError(intake.fault, code="size")
    intake.received, intake.state = end, Intake.State.WAITING
    intake.save()
    return accession(intake=intake)


def accession(*, intake: Intake) -> Exhibit:
    """Make the exhibit of a complete intake; run again, it gives the same exhibit."""

    def tell(hashed: int) -> None:
        if hashed // TOLD_EVERY != intake.hashed // TOLD_EVERY or hashed == intake.size:
            intake.hashed = hashed
            Intake.objects.filter(pk=intake.pk).update(
                hashed=hashed, touched_at=timezone.now()
            )

    if finished := _finished(intake):
        return finished
    try:
        with incoming.open_incoming(intake.uuid) as stream:
            media_type = media_type_of(stream)
            metadata = read_metadata(stream, media_type)
            mark = _fingerprint(stream) if media_type.startswith("image/") else ""
            stream.seek(0)
            digests = ORIGINALS.put(stream, tell)
    except FileNotFoundError:
        # Somebody else may just have finished it.
        if finished := _finished(Intake.objects.get(pk=intake.pk)):
            return finished
        raise
    with transaction.atomic():
        row = Intake.objects.select_for_update().get(pk=intake.pk)
        if finished := _finished(row):
            return finished
        exhibit = Exhibit.objects.filter(sha256=digests.sha256).first()
        if exhibit is None:
            exhibit = Exhibit.objects.create(
                sha256=digests.sha256,
                sha512=digests.sha512,
                size=digests.size,
                media_type=media_type,
                original_name=row.original_name,
                metadata=metadata,
                fingerprint=mark,
                accessioned_by=row.made_by,
                **row.facts,
            )
            _tell_custody(exhibit, row)
            if exhibit.fingerprint:
                note_exhibit(exhibit)
        else:
            row.fault = _("The archive has this file already.")
        row.state, row.exhibit, row.hashed = Intake.State.DONE, exhibit, row.size
        row.save()
    incoming.discard(intake.uuid)
    return exhibit


def _finished(intake: Intake) -> Exhibit | None:
    """Return the exhibit of an intake that is done. Its parts are not needed any more:
    whoever finished it may have been killed before they were taken away."""
    if intake.state != Intake.State.DONE:
        return None
    incoming.discard(intake.uuid)
    return intake.exhibit


def _fingerprint(stream: IO[bytes]) -> str:
    """Return what an image looks like, as text; "" for one that cannot be told."""
    stream.seek(0)
    try:
        mark = fingerprint(cast(BinaryIO, stream))
    except ValueError:
        # A damaged image is evidence all the same.
        return ""
    return str(mark) if mark else ""


def _tell_custody(exhibit: Exhibit, intake: Intake) -> None:
    by = intake.made_by
    details: tuple[tuple[str, dict[str, Any]], ...] = (
        (
            _Kind.ACCESSION,
            {
                "acquisition": exhibit.acquisition,
                "row_sha256": canonical.digest(exhibit_document(exhibit)),
            },
        ),
        (_Kind.INGESTION, {"size": exhibit.size, "media_type": exhibit.media_type}),
        (_Kind.DIGEST, {"sha256": exhibit.sha256, "sha512": exhibit.sha512}),
        (_Kind.METADATA, {"fields": len(exhibit.metadata)}),
    )
    for kind, detail in details:
        record_event(kind=kind, exhibit=exhibit, actor=by, detail=detail)


def sweep_intakes() -> int:
    """Finish what a lost task left, and clear away what was begun and given up; return
    how many intakes were finished."""
    now = timezone.now()
    left = Intake.objects.filter(
        state=Intake.State.WAITING, touched_at__lt=now - LEFT_BEHIND
    )
    done = 0
    for intake in left.order_by("pk")[:50]:
        try:
            accession(intake=intake)
            done += 1
        except OSError:
            # The others do not wait for it.
            logger.exception("Intake %s cannot be accessioned", intake.uuid)
    Intake.objects.filter(
        state=Intake.State.RECEIVING, touched_at__lt=now - GIVEN_UP
    ).update(
        state=Intake.State.REFUSED,
        fault=_("The file is not as long as was said."),
    )
    for shelf in (ORIGINALS, DERIVATIVES):
        shelf.clear_away(KILLED)
    settled = (Intake.State.DONE, Intake.State.REFUSED)
    for uuid in incoming.names():
        if Intake.objects.filter(uuid=uuid, state__in=settled).exists():
            incoming.discard(uuid)
    return done


@transaction.atomic
def propose_deaccession(*, exhibit: Exhibit, reason: str, by: Any) -> Deaccession:
    """Propose that an exhibit leaves the archive; somebody else must approve."""
    if not by.has_perm("evidence.add_deaccession"):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError(_("Give the reason."), code="required")
    if hasattr(exhibit, "deaccession"):
        raise ValidationError(_("This was proposed already."), code="proposed")
    proposal = Deaccession.objects.create(
        exhibit=exhibit, reason=reason.strip(), proposed_by=by
    )
    log(instance=exhibit, action="evidence.propose_deaccession", user=by)
    return proposal


@transaction.atomic
def approve_deaccession(*, proposal: Deaccession, by: Any) -> Deaccession:
    """Approve what another person proposed. The exhibit is shown to nobody any more;
    its row, its bytes and its custody stay, with this event at their end."""
    row = Deaccession.objects.select_for_update().get(pk=proposal.pk)
    if not by.has_perm("evidence.change_deaccession") or by.pk == row.proposed_by_id:
        raise PermissionDenied(_("Another person must approve this."))
    if row.approved_at:
        return row
    row.approved_by, row.approved_at = by, timezone.now()
    row.save()
    exhibit = row.exhibit
    exhibit.access = "restricted"
    exhibit.save(update_fields=["access"])
    log(instance=exhibit, action="evidence.approve_deaccession", user=by)
    record_event(
        kind=_Kind.DEACCESSION,
        exhibit=exhibit,
        actor=by,
        detail={"reason": row.reason, "proposed_by": row.proposed_by_id},
    )
    return row
