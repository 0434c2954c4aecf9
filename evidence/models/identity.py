"""What names a thing for ever."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel

from evidence.identifiers import ark, mint

__all__ = ["Identified"]


def our_naan() -> str:
    return str(settings.ARK_NAAN)


class Identified(ClusterableModel):
    """Has an ARK: the opaque ``name``, and the authority that it was minted under."""

    name = models.CharField(
        _("identifier"), max_length=16, unique=True, editable=False, default=mint
    )
    naan = models.CharField(max_length=9, editable=False, default=our_naan)

    class Meta:
        abstract = True

    @property
    def ark(self) -> str:
        """The persistent identifier, as ``ark:/NAAN/name``."""
        return ark(self.name, self.naan)
