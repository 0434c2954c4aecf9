"""The accounts of the sample newsroom: one a role, and two more researchers, because
an assessment needs other people. Only ``seed_demo`` makes them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Group
from wagtail.users.models import UserProfile

from demo.ledger import made, once
from front.roles import CHIEF_EDITORS, RESEARCHERS, TRANSLATORS, editors

__all__ = [
    "SAMPLE_ACCOUNTS",
    "SAMPLE_PASSWORD",
    "SampleAccount",
    "accounts",
    "is_production",
    "make_accounts",
]

SAMPLE_PASSWORD = "sample-newsroom"  # noqa: S105 - documented, for samples only


@dataclass(frozen=True)
class SampleAccount:
    """``language`` is that of the account's admin."""

    role: str
    username: str
    groups: tuple[str, ...]
    language: str


SAMPLE_ACCOUNTS = (
    SampleAccount("Chief editor", "chief", (CHIEF_EDITORS,), "az"),
    SampleAccount("Editor, Azerbaijani", "editor-az", (editors("az"),), "az"),
    SampleAccount("Editor, English", "editor-en", (editors("en"),), "en"),
    SampleAccount("Editor, Russian", "editor-ru", (editors("ru"),), "ru"),
    SampleAccount("Translator", "translator", (TRANSLATORS,), "en"),
    SampleAccount("Researcher", "researcher", (RESEARCHERS,), "az"),
    SampleAccount("Researcher, assessing", "assessor-1", (RESEARCHERS,), "en"),
    SampleAccount("Researcher, assessing", "assessor-2", (RESEARCHERS,), "ru"),
)


def is_production() -> bool:
    """Tell whether readers may be reached from here: neither development nor tests."""
    return settings.SETTINGS_MODULE not in {
        "config.settings.dev",
        "config.settings.test",
    }


def make_accounts() -> int:
    """Make the accounts that are missing; return how many were made.

    In production they get no password: nobody logs in with one that is published.
    """
    return sum(
        once(f"account:{account.username}", partial(_make, account))
        for account in SAMPLE_ACCOUNTS
    )


def accounts() -> dict[str, AbstractUser]:
    """Return the sample accounts by user name."""
    users = get_user_model().objects.filter(pk__in=made("account").values())
    return {user.get_username(): user for user in users}


def _make(account: SampleAccount) -> int:
    user = get_user_model().objects.create_user(
        account.username,
        f"{account.username}@example.org",
        None if is_production() else SAMPLE_PASSWORD,
        first_name="Sample",
        last_name=account.role[0].lower() + account.role[1:],
    )
    user.groups.set(Group.objects.filter(name__in=account.groups))
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = account.language
    profile.save()
    return user.pk
