"""The public API: read-only, versioned, described by ``/api/v1/openapi.json``."""

from __future__ import annotations

from django.urls import path
from ninja import NinjaAPI
from ninja.throttling import AnonRateThrottle

from api.records import router

__all__ = ["api", "urlpatterns"]

# A program that reads the whole archive page by page stays below it.
RATE = "120/m"

api = NinjaAPI(
    title="Voice of Karabakh",
    version="1",
    description=(
        "Public records of the evidence archive. Every document is a frozen version; "
        "terms are slugs of the archive's vocabularies, times are UTC."
    ),
    docs_url=None,
    urls_namespace="api",
    throttle=[AnonRateThrottle(RATE)],
)
api.add_router("", router)

urlpatterns = [path("api/v1/", api.urls)]
