"""What crawlers may read (RFC 9309)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from core.locales import language_codes
from core.meta import absolute
from delivery.conditional import unless_known

__all__ = ["robots"]


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Answer ``/robots.txt``: everything but the admin, searches and the switch of
    language, whose addresses are without number and have nothing of their own."""
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /language/"]
    for code in language_codes():
        with override(code):
            lines.append(f"Disallow: {reverse('search')}")
    lines += ["Allow: /", ""]
    for name in ("sitemap", "news_sitemap"):
        lines.append(f"Sitemap: {absolute(reverse(name))}")
    return unless_known(
        request, "\n".join(lines) + "\n", content_type="text/plain; charset=utf-8"
    )
