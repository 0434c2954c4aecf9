"""Addresses of the newsroom's own pages in the admin."""

from django.urls import path

from articles.admin.corrections import (
    AddCorrectionView,
    CorrectionsView,
    CorrectionView,
)
from articles.admin.live import LiveEntriesView, LiveEntryWordsView, RetractView

app_name = "newsroom"
urlpatterns = [
    path("corrections/", CorrectionsView.as_view(), name="corrections"),
    path("corrections/<int:pk>/", CorrectionView.as_view(), name="correction"),
    path(
        "corrections/of/<int:page_id>/",
        AddCorrectionView.as_view(),
        name="add_correction",
    ),
    path("live/<int:page_id>/", LiveEntriesView.as_view(), name="live_entries"),
    path(
        "live/<int:page_id>/<int:pk>/",
        LiveEntryWordsView.as_view(),
        name="live_entry",
    ),
    path(
        "live/<int:page_id>/<int:pk>/retract/",
        RetractView.as_view(),
        name="retract_live_entry",
    ),
]
