"""How the audit log tells what happened to a story's corrections and live entries."""

from __future__ import annotations

from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry, LogFormatter

__all__ = ["register_audit_actions"]

# action → label, message
_ACTIONS = {
    "articles.correction.publish": (
        _("Publish a correction"),
        _("Published the correction of %(at)s"),
    ),
    "articles.correction.translate": (
        _("Translate a correction"),
        _("Translated the correction of %(at)s (%(language)s)"),
    ),
    "articles.correction.amend": (
        _("Change a correction's words"),
        _(
            "Changed the words of the correction of %(at)s (%(language)s), "
            "before: %(before)s"
        ),
    ),
    "articles.live_entry.post": (
        _("Post a live entry"),
        _("Posted the live entry of %(at)s"),
    ),
    "articles.live_entry.translate": (
        _("Translate a live entry"),
        _("Translated the live entry of %(at)s (%(language)s)"),
    ),
    "articles.live_entry.amend": (
        _("Change a live entry's words"),
        _(
            "Changed the words of the live entry of %(at)s (%(language)s), "
            "before: %(before)s"
        ),
    ),
    "articles.live_entry.retract": (
        _("Retract a live entry"),
        _("Retracted the live entry of %(at)s, which said: %(said)s"),
    ),
}


def register_audit_actions(actions: LogActionRegistry) -> None:
    """Register every action that :mod:`articles.actions` logs."""
    for action, (label, message) in _ACTIONS.items():
        actions.register_action(action)(_formatter(label, message))


def _formatter(name: Any, words: Any) -> type[LogFormatter]:
    class Formatter(LogFormatter):
        label = name

        def format_message(self, log_entry: Any) -> str:
            data = log_entry.data
            at = parse_datetime(data.get("at", ""))
            return str(words) % {
                "at": date_format(localtime(at), "SHORT_DATETIME_FORMAT") if at else "",
                "language": data.get("language", ""),
                "before": data.get("before", ""),
                "said": " / ".join((data.get("texts") or {}).values()),
            }

    return Formatter
