"""The archive's addresses below a language, beside those of its pages."""

from django.urls import path

from evidence.views import (
    captions,
    citation,
    corrections,
    feed,
    record_address,
    text,
    version,
    version_json,
)

urlpatterns = [
    path("evidence/corrections/", corrections, name="evidence_corrections"),
    path("evidence/feed.atom", feed, name="evidence_feed"),
    path("evidence/<slug:name>/", record_address, name="evidence_record"),
    path(
        "evidence/<slug:name>/text/<slug:exhibit>/<int:number>/",
        text,
        name="evidence_text",
    ),
    path("evidence/<slug:name>/v<int:number>/", version, name="evidence_version"),
    path(
        "evidence/<slug:name>/v<int:number>/captions/<uuid:uuid>.vtt",
        captions,
        name="evidence_captions",
    ),
    path(
        "evidence/<slug:name>/v<int:number>.json",
        version_json,
        name="evidence_version_json",
    ),
    path(
        "evidence/<slug:name>/v<int:number>.<slug:form>",
        citation,
        name="evidence_citation",
    ),
]
