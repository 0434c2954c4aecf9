"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from core.meta import meta_of

__all__ = ["site"]


def site(request: HttpRequest) -> dict[str, object]:
    """Return the site's name in the reader's language, its base address, and the
    metadata that the view gave the page (None where it gave none)."""
    return {
        "site_name": _("Voice of Karabakh"),
        "base_url": settings.WAGTAILADMIN_BASE_URL,
        "page_meta": SimpleLazyObject(lambda: meta_of(request)),
    }
