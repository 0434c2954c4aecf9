"""Every address of the site."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth.views import LoginView
from django.urls import include, path, re_path
from django.views.static import serve as serve_file
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.views import authenticate_with_password

from core.routing import serve
from delivery.health import health
from delivery.language import choose_language, entrance

urlpatterns = [
    path("health/", health, name="health"),
    path("", entrance, name="entrance"),
    path("", include("front.crawler_urls")),
    path("", include("evidence.root_urls")),
    path("", include("api.urls")),
    path("language/<slug:code>/", choose_language, name="choose_language"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    *i18n_patterns(
        path("", include("articles.urls")),
        path("", include("search.urls")),
        path("", include("evidence.urls")),
        # Where Wagtail sends a reader who asks for a private page.
        path(
            "sign-in/",
            LoginView.as_view(template_name="core/sign_in.html"),
            name="wagtailcore_login",
        ),
        path(
            "private/<int:page_view_restriction_id>/<int:page_id>/",
            authenticate_with_password,
            name="wagtailcore_authenticate_with_password",
        ),
        re_path(r"^((?:[\w\-]+/)*)$", serve, name="wagtail_serve"),
    ),
]

if settings.SERVE_MEDIA:
    media = {"document_root": settings.MEDIA_ROOT}
    urlpatterns.insert(0, path("media/<path:path>", serve_file, media))

handler404 = "front.views.page_not_found"
