"""Memento's addresses. What follows each is a web address, query and all."""

from django.urls import path, re_path

from evidence.views.memento import memento, package, timegate, timemap

urlpatterns = [
    path("memento/timegate/<path:url>", timegate, name="memento_timegate"),
    path("memento/timemap/link/<path:url>", timemap, name="memento_timemap"),
    path("memento/package/<slug:name>.wacz", package, name="memento_package"),
    re_path(
        r"^memento/(?P<stamp>[0-9]{14})/(?P<url>.+)$",
        memento,
        name="memento",
    ),
]
