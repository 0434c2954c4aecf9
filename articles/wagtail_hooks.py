"""What articles add to the admin."""

from __future__ import annotations

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from articles.admin.terms import NewsroomGroup
from articles.audit import register_audit_actions

hooks.register("register_log_actions", register_audit_actions)
register_snippet(NewsroomGroup)
