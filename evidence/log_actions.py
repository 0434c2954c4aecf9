"""What people did in the archive, as the admin's history tells it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

__all__ = ["register_log_actions"]

_ACTIONS = (
    ("submit", _("Hand in"), _("Handed in for review")),
    ("return", _("Return"), _("Returned for changes")),
    ("publish", _("Publish"), _("Published as a new version")),
    ("withdraw", _("Withdraw"), _("Withdrawn from the public")),
    ("derive", _("Make a copy"), _("Made a copy to be shown")),
    ("retire_copy", _("Retire a copy"), _("Retired a copy")),
    (
        "propose_deaccession",
        _("Propose deaccession"),
        _("Proposed that the exhibit leaves the archive"),
    ),
    (
        "approve_deaccession",
        _("Approve deaccession"),
        _("Approved that the exhibit leaves the archive"),
    ),
)


def register_log_actions(actions: Any) -> None:
    for name, label, message in _ACTIONS:
        actions.register_action(f"evidence.{name}", label, message)
