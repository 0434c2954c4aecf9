"""Addresses of lists and of what belongs to articles, below a language's prefix."""

from django.urls import include, path

from articles import views

urlpatterns = [
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("places/<slug:slug>/", views.place, name="place"),
    path("tags/<slug:slug>/", views.tag, name="tag"),
    path("people/<slug:slug>/", views.person, name="person"),
    path("kinds/<slug:name>/", views.kind, name="kind"),
    path("archive/", views.archive, name="archive"),
    path("archive/<int:year>/<int:month>/<int:day>/", views.day, name="day"),
    path("corrections/", views.corrections, name="corrections"),
    path("live/<int:page_id>/", views.live_entries, name="live_entries"),
    path("", include("articles.feed_urls")),
]
