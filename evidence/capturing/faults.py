"""Why a page could not be captured, told in the reader's language."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

__all__ = ["CaptureError", "Reason"]


class Reason(TextChoices):
    """Reasons are stored by code, so that each reader gets them in their language."""

    MALFORMED = "malformed", _("This is not a complete web address.")
    SCHEME = "scheme", _("Only http and https addresses can be captured.")
    CREDENTIALS = "credentials", _("The address contains a user name or a password.")
    PORT = "port", _("The address names a port that web pages do not use.")
    PRIVATE = "private", _("The address leads into a private network.")
    UNRESOLVED = "unresolved", _("No server is known under this name.")
    UNREACHABLE = "unreachable", _("The server cannot be reached.")
    CERTIFICATE = "certificate", _("The server's certificate cannot be trusted.")
    PROTOCOL = "protocol", _("The server's answer is not HTTP.")
    INCOMPLETE = "incomplete", _("The server broke off its answer.")
    TIME = "time", _("The server took too long.")
    SIZE = "size", _("The answer is larger than is captured.")
    ENCODING = "encoding", _("The answer is packed in a way that cannot be unpacked.")
    REDIRECTS = "redirects", _("The address leads from one to another without end.")
    STATUS = "status", _("The server answered with an error.")
    BROKEN = "broken", _("The capture is damaged and was not kept.")


# Asking again cannot help: the fault lies in the address itself.
_LASTING = {
    *(Reason.MALFORMED, Reason.SCHEME, Reason.CREDENTIALS),
    *(Reason.PORT, Reason.PRIVATE),
}


class CaptureError(Exception):
    """A fetch or a capture that was refused or failed.

    ``detail`` is for the log and the researcher: the address at fault, or what the
    network said. It is never translated.
    """

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason.value}: {detail}" if detail else reason.value)
        self.reason = reason
        self.detail = detail

    @property
    def is_lasting(self) -> bool:
        """Say whether another attempt would fail in the same way."""
        return self.reason in _LASTING
