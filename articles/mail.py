"""Mail to the people of the newsroom, each in the language of their admin."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import GroupPagePermission
from wagtail.users.models import UserProfile

from articles.models import ArticlePage, Correction

__all__ = ["tell_translators", "who_may_translate"]


def tell_translators(correction: Correction) -> int:
    """Mail everyone who can give a correction its missing words; return how many.

    Part of the transaction that makes the correction: see :mod:`core.outbox`. It is
    only a call: the newsroom's list of corrections, and the item on the admin's home
    page, show what waits whether or not a mail arrives.
    """
    done = correction.texts.values("locale")
    versions = (
        ArticlePage.objects.filter(translation_key=correction.story)
        .exclude(locale__in=done)
        .select_related("locale")
        .defer("body")
        .order_by("locale_id")
    )
    told: dict[Any, list[ArticlePage]] = {}
    for version in versions:
        for user in who_may_translate(version).exclude(pk=correction.made_by_id):
            told.setdefault(user, []).append(version)
    calls = [_call(correction, user, theirs) for user, theirs in told.items()]
    return get_connection().send_messages(calls) or 0


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
