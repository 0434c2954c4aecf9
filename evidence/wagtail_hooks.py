"""What the archive adds to the admin."""

from __future__ import annotations

from wagtail import hooks

from evidence.log_actions import register_log_actions

hooks.register("register_log_actions", register_log_actions)
