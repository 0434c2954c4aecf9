"""What articles add to the admin."""

from __future__ import annotations

from wagtail import hooks

from articles.audit import register_audit_actions

hooks.register("register_log_actions", register_audit_actions)
