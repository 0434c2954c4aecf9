"""What people did in the archive, as the admin's history tells it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

__all__ = ["register_log_actions"]

_ACTIONS = (
    ("submit", _("Hand in"), _("Handed in for review")),
    ("return", _("Return"), _("Returned for changes")),
    ("publish", _("Publish"), _("Published as a new version")),
    ("assess", _("Assess"), _("Assessed the incident")),
    ("withdraw", _("Withdraw"), _("Withdrawn from the public")),
    ("capture", _("Capture"), _("Asked for a capture of the page")),
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
    ("ask_export", _("Ask for an export"), _("Asked for an export")),
    ("fetch_export", _("Fetch an export"), _("Fetched an export")),
    ("anchor_quotation", _("Anchor a quotation"), _("Tied a quotation to its page")),
    ("export", _("Export"), _("Exported as a bag")),
    (
        "resolve_fixity",
        _("Resolve a failed check"),
        _("Resolved a failed fixity check"),
    ),
)


def register_log_actions(actions: Any) -> None:
    for name, label, message in _ACTIONS:
        actions.register_action(f"evidence.{name}", label, message)
