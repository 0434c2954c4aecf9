"""Who may see something: the one rule, for rows and for queries."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.models.identity import Identified

__all__ = ["Access", "Limited", "open_today"]


class Access(models.TextChoices):
    """Who may see something. Only the first two ever reach a reader."""

    PUBLIC = "public", _("Public")
    REDACTED = "redacted", _("Public, redacted")
    RESEARCHERS = "researchers", _("Researchers")
    RESTRICTED = "restricted", _("Restricted")
    SEALED = "sealed", _("Sealed until a date")


_OPEN = (Access.PUBLIC, Access.REDACTED)


def open_today() -> models.Q:
    """Return the condition that a reader may see a :class:`Limited` row today."""
    return models.Q(access__in=_OPEN) | models.Q(
        access=Access.SEALED, sealed_until__lte=timezone.localdate()
    )


class Limited(Identified):
    """Something with an identity that not everybody may see.

    Subclasses add the field ``access``, each with a default of its own.
    """

    access: Any

    sealed_until = models.DateField(_("sealed until"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        """Whether a reader may see it, or learn of it, today."""
        if self.access == Access.SEALED:
            return bool(self.sealed_until and self.sealed_until <= timezone.localdate())
        return self.access in _OPEN

    def clean(self) -> None:
        super().clean()
        if self.access == Access.SEALED and not self.sealed_until:
            raise ValidationError({"sealed_until": _("Say until when it is sealed.")})
