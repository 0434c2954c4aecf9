"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

__all__ = ["site"]


def site(request: HttpRequest) -> dict[str, object]:
    """Return the site's name in the reader's language and its base address."""
    return {
        "site_name": _("Voice of Karabakh"),
        "base_url": settings.WAGTAILADMIN_BASE_URL,
    }
