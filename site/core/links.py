"""Where the links of rich text lead."""

from __future__ import annotations

from typing import Any

from django.utils.html import escape
from django.utils.translation import get_language
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.rich_text.pages import PageLinkHandler

from core.pointers import Versions, key_of_link, public_versions, targets_at_hand

__all__ = ["DocumentLink", "PageLink"]

Attributes = dict[str, str]


class PageLink(PageLinkHandler):
    """Leads to the page's version in the reader's language, else to another that is
    public. Where none is, the words stay and lead nowhere: Wagtail would give away the
    address of a draft."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[Attributes]) -> list[str]:
        keys = [key_of_link(attributes) for attributes in attrs_list]
        targets = targets_at_hand()
        versions = targets.pages if targets else public_versions(keys)
        addresses = [_nearest(versions.get(key, {})) for key in keys]
        return [f'<a href="{escape(to)}">' if to else "<a>" for to in addresses]


class DocumentLink(DocumentLinkHandler):
    @classmethod
    def get_many(cls, attrs_list: list[Attributes]) -> list[Any]:
        targets = targets_at_hand()
        if targets is None:
            return super().get_many(attrs_list)
        return [targets.documents.get(key_of_link(link)) for link in attrs_list]


def _nearest(versions: Versions) -> str:
    return versions.get(get_language() or "") or next(iter(versions.values()), "")
