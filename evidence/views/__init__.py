"""Readers' pages of the archive. They read the frozen versions, never the drafts."""

from evidence.views.library import library
from evidence.views.record import record

__all__ = ["library", "record"]
