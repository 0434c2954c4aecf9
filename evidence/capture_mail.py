"""Telling a researcher that a cited page could not be kept."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.users.models import UserProfile

from evidence.captures import fault_label
from evidence.models import Capture

__all__ = ["tell_of_failure", "who_is_told"]


def who_is_told(capture: Capture) -> Any:
    """Return whom a capture concerns: who asked for it, else who wrote the source."""
    source = capture.source
    for user in (capture.asked_by, source.created_by if source else None):
        if user is not None and user.is_active and user.email:
            return user
    return None


def tell_of_failure(capture: Capture) -> None:
    """Mail the researcher why a capture was given up.

    The mail belongs to the caller's transaction: see :mod:`core.outbox`.
    """
    user = who_is_told(capture)
    if user is None:
        return
    with override(UserProfile.get_for_user(user).get_preferred_language()):
        text = render_to_string(
            "evidence/mail/capture_failed.txt",
            {
                "capture": capture,
                "fault": fault_label(capture.last_fault),
                "address": f"{settings.WAGTAILADMIN_BASE_URL}/admin/",
                "site_name": settings.WAGTAIL_SITE_NAME,
            },
        )
        subject = _("A cited page could not be kept")
    EmailMessage(
        subject, text, to=[user.email], headers={"Auto-Submitted": "auto-generated"}
    ).send()
