"""Telling staff that an exhibit is damaged: by mail, and on the admin's home page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext, override
from wagtail.admin.ui.components import Component
from wagtail.users.models import UserProfile

from evidence.models import FixityFinding

__all__ = ["FixityPanel", "open_findings", "tell_of_findings", "who_is_told"]

PERMISSION = "evidence.change_fixityfinding"
# More are counted, but not listed: if a disk is lost, the mail stays a mail.
LISTED = 20


def open_findings() -> QuerySet[FixityFinding]:
    """Findings that nobody has resolved, the newest first."""
    return (
        FixityFinding.objects.filter(resolved_at=None)
        .select_related("exhibit", "failed")
        .order_by("-failed__at", "-pk")
    )


def who_is_told() -> QuerySet[Any]:
    """The active accounts that may resolve findings and have an address."""
    users: QuerySet[Any] = get_user_model().objects.with_perm(PERMISSION)
    return users.exclude(email="").order_by("pk")


@transaction.atomic
def tell_of_findings() -> int:
    """Mail everyone who may resolve findings about the ones that are untold; return how
    many findings that were. The mail is part of the transaction: see ``core.outbox``.

    While nobody may resolve findings, they stay untold.
    """
    new = open_findings().filter(alerted_at=None).select_for_update(of=("self",))
    found = list(new)
    people = list(who_is_told()) if found else []
    if not people:
        return 0
    get_connection().send_messages([_mail(user, found) for user in people])
    FixityFinding.objects.filter(pk__in=[row.pk for row in found]).update(
        alerted_at=timezone.now()
    )
    return len(found)


def _mail(user: Any, findings: list[FixityFinding]) -> EmailMessage:
    with override(UserProfile.get_for_user(user).get_preferred_language()):
        context = {
            "findings": findings[:LISTED],
            "more": max(0, len(findings) - LISTED),
            "address": settings.WAGTAILADMIN_BASE_URL + reverse("wagtailadmin_home"),
            "site_name": settings.WAGTAIL_SITE_NAME,
        }
        subject = ngettext(
            "%(count)s exhibit of the archive is damaged",
            "%(count)s exhibits of the archive are damaged",
            len(findings),
        ) % {"count": len(findings)}
        text = render_to_string("evidence/mail/findings.txt", context)
    return EmailMessage(
        subject,
        text,
        to=[user.email],
        headers={"Auto-Submitted": "auto-generated"},
    )


class FixityPanel(Component):
    """The damaged exhibits, for whoever may see the archive's files. It is there until
    every finding is resolved."""

    name = "fixity"
    template_name = "evidence/admin/findings.html"
    order = 50

    def __init__(self, user: Any) -> None:
        self.findings: list[FixityFinding] = []
        self.count = 0
        if user.has_perm(PERMISSION) or user.has_perm("evidence.view_private"):
            self.count = open_findings().count()
            self.findings = list(open_findings()[:LISTED]) if self.count else []

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        more = self.count - len(self.findings)
        return {"findings": self.findings, "more": more}

    def render_html(self, parent_context: Any = None) -> str:
        return str(super().render_html(parent_context)) if self.findings else ""
