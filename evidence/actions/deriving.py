"""Making the copies of an exhibit that readers may see."""

from __future__ import annotations

import importlib.metadata
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, Protocol

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from evidence import canonical
from evidence.actions.finding import note_documents
from evidence.custody import record_event
from evidence.documents.drawing import draw_pdf
from evidence.documents.reading import DocumentError
from evidence.leaves import derivative_document
from evidence.models import CustodyEvent, Derivative, Exhibit, VocabularyTerm
from evidence.redaction import Copy, RedactionError, Region, image_copy
from evidence.store import DERIVATIVES, ORIGINALS

__all__ = ["derive_copy", "keep_copy", "redact_exhibit", "retire_derivative"]

# The term that says nothing without a note.
OTHER = "other"

PDF = "application/pdf"


def derive_copy(*, exhibit: Exhibit, by: Any = None) -> Derivative:
    """Make a copy to be shown as it is, without metadata: of an image a smaller one, of
    a PDF one whose pages are pictures. Raises ValidationError for what cannot be
    copied."""
    if exhibit.media_type == PDF:
        return _derive(exhibit, Derivative.Kind.TRANSCODED, (), {}, by)
    return _derive(exhibit, Derivative.Kind.RESIZED, (), {}, by)


def redact_exhibit(
    *,
    exhibit: Exhibit,
    regions: Sequence[Region],
    reason: str = "",
    by: Any = None,
    term: VocabularyTerm | None = None,
    language: str = "",
) -> Derivative:
    """Make a copy of an image in which ``regions`` cannot be recognised.

    It takes the place of every other copy: whoever redacts means that nothing else is
    shown. Why is public: ``term`` says it in every language, ``reason`` adds a note in
    ``language`` (the active one, if none is given). One of the two is needed.
    """
    note = reason.strip()
    if not regions:
        raise ValidationError(_("Mark what must not be seen."), code="required")
    if not note and (term is None or term.slug == OTHER):
        raise ValidationError(_("Give the reason."), code="required")
    why = {
        "reason_term": term,
        "reason": note,
        "reason_language": (language or get_language() or "") if note else "",
    }
    return _derive(exhibit, Derivative.Kind.REDACTED, regions, why, by)


def _derive(
    exhibit: Exhibit, kind: str, regions: Sequence[Region], why: dict[str, Any], by: Any
) -> Derivative:
    is_image = exhibit.media_type.startswith("image/")
    if not is_image and (regions or exhibit.media_type != PDF):
        raise ValidationError(
            _("This cannot be done with files of this type: %(type)s.")
            % {"type": exhibit.media_type},
            code="type",
        )
    try:
        with tempfile.NamedTemporaryFile(prefix="derive-") as whole:
            _fetch(exhibit, whole)
            if is_image:
                copy = image_copy(whole, regions)
            else:
                copy = _document_copy(Path(whole.name))
    except DocumentError as fault:
        raise ValidationError(str(fault.fault.label), code="document") from fault
    except RedactionError as fault:
        raise ValidationError(str(fault), code="image") from fault
    except OSError as fault:
        raise ValidationError(
            _("The original cannot be read from the store."), code="store"
        ) from fault
    stream = io.BytesIO(copy.data)
    return keep_copy(
        exhibit=exhibit, kind=kind, copy=copy, stream=stream, why=why, by=by
    )


class Encoded(Protocol):
    """What is known of a copy beside its bytes."""

    @property
    def media_type(self) -> str: ...
    @property
    def width(self) -> int | None: ...
    @property
    def height(self) -> int | None: ...
    @property
    def recipe(self) -> dict[str, Any]: ...
    @property
    def tool(self) -> str: ...


def keep_copy(
    *,
    exhibit: Exhibit,
    kind: str,
    copy: Encoded,
    stream: IO[bytes],
    why: dict[str, Any] | None = None,
    by: Any = None,
) -> Derivative:
    """Keep the bytes of ``stream`` as the copy of ``exhibit`` that is in force."""
    digests = DERIVATIVES.put(stream)
    with transaction.atomic():
        # One at a time for an exhibit: two copies must not both be the current one.
        Exhibit.objects.select_for_update().get(pk=exhibit.pk)
        others = Derivative.objects.filter(exhibit=exhibit, is_current=True)
        others.exclude(sha256=digests.sha256).update(is_current=False)
        derivative, is_new = Derivative.objects.get_or_create(
            exhibit=exhibit,
            sha256=digests.sha256,
            defaults={
                "kind": kind,
                "parent_sha256": exhibit.sha256,
                "recipe": copy.recipe,
                "tool": copy.tool,
                **(why or {}),
                "size": digests.size,
                "media_type": copy.media_type,
                "width": copy.width,
                "height": copy.height,
                "made_by": by,
            },
        )
        if not is_new and not derivative.is_current:
            derivative.is_current = True
            derivative.save(update_fields=["is_current"])
        log(instance=exhibit, action="evidence.derive", user=by)
        note_documents([exhibit.pk])
        if is_new:
            is_redaction = kind == Derivative.Kind.REDACTED
            record_event(
                kind=CustodyEvent.Kind.REDACTION
                if is_redaction
                else CustodyEvent.Kind.DERIVATION,
                exhibit=exhibit,
                actor=by,
                detail={
                    "sha256": derivative.sha256,
                    "row_sha256": canonical.digest(derivative_document(derivative)),
                    "parent_sha256": exhibit.sha256,
                    "recipe": derivative.recipe,
                    "tool": derivative.tool,
                    **_reason_of(derivative),
                },
            )
    return derivative


def _fetch(exhibit: Exhibit, whole: IO[bytes]) -> None:
    with ORIGINALS.open(exhibit.sha256) as stream:
        while part := stream.read(1024 * 1024):
            whole.write(part)
    whole.flush()


def _document_copy(path: Path) -> Copy:
    drawn = draw_pdf(path)
    return Copy(
        data=drawn.data,
        media_type=PDF,
        width=None,
        height=None,
        recipe={
            "pages": drawn.pages,
            "dots_per_inch": drawn.resolution,
            "format": "PDF",
            "quality": drawn.quality,
        },
        tool=f"pypdfium2 {importlib.metadata.version('pypdfium2')}",
    )


def _reason_of(derivative: Derivative) -> dict[str, Any]:
    document = derivative_document(derivative)
    return {name: told for name, told in document.items() if name.startswith("reason")}


@transaction.atomic
def retire_derivative(*, derivative: Derivative, by: Any = None) -> None:
    """Stop offering a copy for new versions. Old versions still name it."""
    derivative.is_current = False
    derivative.save(update_fields=["is_current"])
    log(instance=derivative.exhibit, action="evidence.retire_copy", user=by)
    note_documents([derivative.exhibit_id])
