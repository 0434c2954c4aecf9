"""Every address of the site."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.urls import include, path, re_path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from core.routing import serve
from delivery.health import health
from delivery.language import choose_language, entrance

urlpatterns = [
    path("health/", health, name="health"),
    path("", entrance, name="entrance"),
    path("", include("front.crawler_urls")),
    path("language/<slug:code>/", choose_language, name="choose_language"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    *i18n_patterns(
        path("", include("articles.urls")),
        path("", include("search.urls")),
        re_path(r"^((?:[\w\-]+/)*)$", serve, name="wagtail_serve"),
    ),
]

handler404 = "front.views.page_not_found"
