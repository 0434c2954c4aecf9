"""The archive's addresses that have no language: identifiers and files."""

from django.urls import include, path, re_path

from evidence.views import (
    ark,
    file,
    rendition,
    tile,
    tiled_image,
    tiles_information,
)

urlpatterns = [
    path("", include("evidence.memento_urls")),
    re_path(r"^ark:/?(?P<naan>[0-9a-z]{5,9})/(?P<name>[^/?#]+)/?$", ark, name="ark"),
    re_path(
        r"^evidence/files/(?P<sha256>[0-9a-f]{64})/(?P<name>[0-9a-z]{1,16})-(?P<width>[0-9]{3,4})\.webp$",
        rendition,
        name="evidence_rendition",
    ),
    path(
        "evidence/iiif/<slug:sha256>/<slug:name>",
        tiled_image,
        name="evidence_tiled_image",
    ),
    path(
        "evidence/iiif/<slug:sha256>/<slug:name>/info.json",
        tiles_information,
        name="evidence_tiles",
    ),
    re_path(
        r"^evidence/iiif/(?P<sha256>[0-9a-f]{64})/(?P<name>[0-9a-z]{1,16})/(?P<region>full|[0-9,]{7,40})/(?P<size>max|[0-9,]{3,20})/0/default\.jpg$",
        tile,
        name="evidence_tile",
    ),
    path(
        "evidence/files/<slug:sha256>/<slug:name>.<slug:extension>",
        file,
        name="evidence_file",
    ),
]
