"""Mail to the people of the newsroom, each in the language of their admin.

What is to be sent stands in :class:`CorrectionCall`; the task is only a wake-up, and
the clock finds what it left behind.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task
from wagtail.models import GroupPagePermission
from wagtail.users.models import UserProfile

from articles.models import ArticlePage, Correction, CorrectionCall

__all__ = [
    "call_translators",
    "send_left_calls",
    "tell_translators",
    "who_may_translate",
]

logger = logging.getLogger(__name__)

# Whoever has been sending for longer has been killed, or the mail was refused.
PATIENCE = timedelta(minutes=10)
# After a day a call is no news any more: the admin's lists must do.
LIFETIME = timedelta(days=1)


def call_translators(correction: Correction) -> int:
    """Note a call to everyone who can give a correction its missing words; return how
    many. Part of the transaction that makes the correction."""
    calls = [
        CorrectionCall(correction=correction, user=user) for user in _wanted(correction)
    ]
    return len(CorrectionCall.objects.bulk_create(calls))


@task()
def tell_translators(correction_id: int) -> int:
    """Send a correction's calls that nobody has sent or is sending; return how many.

    It is only a call: the newsroom's list of corrections, and the item on the admin's
    home page, show what waits whether or not a mail arrives.
    """
    correction = Correction.objects.filter(pk=correction_id).first()
    return _send_calls(correction) if correction else 0


def send_left_calls() -> int:
    """Send the calls that lost or killed tasks left behind; return how many."""
    left = _due().values("correction")
    return sum(map(_send_calls, Correction.objects.filter(pk__in=left)))


def _due() -> QuerySet[CorrectionCall]:
    now = timezone.now()
    return CorrectionCall.objects.filter(
        Q(begun_at=None) | Q(begun_at__lt=now - PATIENCE),
        sent_at=None,
        made_at__gt=now - LIFETIME,
    )


def _send_calls(correction: Correction) -> int:
    wanted, sent = _wanted(correction), 0
    connection = get_connection()
    for call in _due().filter(correction=correction).select_related("user"):
        if not _due().filter(pk=call.pk).update(begun_at=timezone.now()):
            continue  # somebody else is sending it
        if call.user not in wanted:
            call.delete()  # the words have come, or the account may not give them
            continue
        mail = _call(correction, call.user, wanted[call.user])
        mail.connection = connection
        try:
            mail.send()
        except OSError:  # of which every fault of smtplib is a kind
            logger.exception("The mail of a call to account %s failed.", call.user_id)
            continue
        call.sent_at = timezone.now()
        call.save(update_fields=["sent_at"])
        sent += 1
    connection.close()
    return sent


def _wanted(correction: Correction) -> dict[Any, list[ArticlePage]]:
    """Return who can give missing words: account → versions that lack them."""
    done = set(correction.texts.values_list("locale_id", flat=True))
    versions = (
        ArticlePage.objects.filter(translation_key=correction.story)
        .exclude(locale_id__in=done)
        .select_related("locale")
        .defer("body")
        .order_by("locale_id")
    )
    wanted: dict[Any, list[ArticlePage]] = {}
    for version in versions:
        for user in who_may_translate(version).exclude(pk=correction.made_by_id):
            wanted.setdefault(user, []).append(version)
    return wanted


def who_may_translate(version: ArticlePage) -> QuerySet[Any]:
    """Return the active accounts whose roles let them write words of this version."""
    paths = [
        version.path[:end]
        for end in range(version.steplen, len(version.path) + 1, version.steplen)
    ]
    groups = GroupPagePermission.objects.filter(
        page__path__in=paths,
        permission__codename="change_page",
        group__permissions__codename="change_correction",
    ).values("group")
    users: QuerySet[Any] = get_user_model().objects.filter(
        is_active=True, groups__in=groups
    )
    return users.exclude(email="").distinct().order_by("pk")


def _call(
    correction: Correction, user: Any, versions: list[ArticlePage]
) -> EmailMessage:
    """Return the mail in the user's own admin language."""
    first = correction.texts.select_related("locale").order_by("pk").first()
    with override(UserProfile.get_for_user(user).get_preferred_language()):
        address = reverse("newsroom:correction", args=[correction.pk])
        context = {
            "headline": versions[0].draft_title,
            "languages": [str(v.locale.get_display_name()) for v in versions],
            "explanation": first.text if first else "",
            "address": settings.WAGTAILADMIN_BASE_URL + address,
            "site_name": settings.WAGTAIL_SITE_NAME,
        }
        text = render_to_string("articles/mail/correction.txt", context)
        subject = _("A correction waits for translation: %(headline)s") % context
    return EmailMessage(
        " ".join(subject.split()),
        text,
        to=[user.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
