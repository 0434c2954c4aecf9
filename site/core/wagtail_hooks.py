"""What every page adds to Wagtail's admin and to its texts."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.staticfiles import versioned_static

from core.documents import refuse_hidden_document
from core.links import DocumentLink, PageLink

# After Wagtail's own, which asks for the password of a collection.
hooks.register("before_serve_document", refuse_hidden_document, order=10)


# After Wagtail's own, whose places these take.
@hooks.register("register_rich_text_features", order=10)
def register_links(features: Any) -> None:
    for handler in (PageLink, DocumentLink):
        features.register_link_type(handler)


@hooks.register("insert_editor_js")
def editor_scripts() -> str:
    return format_html('<script src="{}"></script>', versioned_static("js/saving.js"))
