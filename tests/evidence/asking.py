"""What a curious reader asks of an archive with canaries, at every address there is,
and whether an answer tells anything."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from difflib import unified_diff
from typing import Any
from urllib.parse import quote

from django.test import Client
from PIL import Image

from evidence.library.choosing import VIEWS
from evidence.models import (
    CatalogueFacet,
    Derivative,
    Exhibit,
    Place,
    Record,
    RecordExhibit,
    Source,
)
from tests.evidence.canaries import LEAK, MARK, PUBLIC, CanaryArchive, canary

__all__ = [
    "CASES",
    "CODES",
    "SILENT",
    "answer",
    "around",
    "asked",
    "assert_bare",
    "content_of",
    "leak",
    "secrets",
]

CODES = ("az", "en", "ru")
# As long as the mark, and nowhere in the database: what asks for it asks for nothing.
NOTHING = "wjyk"
Asked = Callable[[CanaryArchive], Iterable[str]]


def _at(*paths: str) -> Asked:
    """Ask at ``paths``: ``{code}`` is each language, ``{name}`` each record."""

    def _paths(archive: CanaryArchive) -> Iterator[str]:
        for path in paths:
            for code in CODES if "{code}" in path else ("",):
                for record in archive.everything if "{name}" in path else (None,):
                    yield path.format(code=code, name=getattr(record, "name", ""))

    return _paths


def _library(archive: CanaryArchive) -> Iterator[str]:
    """The library in each view, narrowed by each value that it offers or could."""
    for code in CODES:
        yield from (f"/{code}/evidence/?view={view}" for view in VIEWS)
        yield f"/{code}/evidence/?sort=earliest"
    hidden = Place.objects.filter(title__startswith=MARK).values_list("name")
    known = CatalogueFacet.objects.exclude(facet="file").order_by("facet", "entry")
    values = dict(known.values_list("facet", "value"))
    for facet, value in [*values.items(), *(("place", name) for (name,) in hidden)]:
        yield f"/en/evidence/?{facet}={quote(value)}"
    yield "/en/evidence/?view=map&box=46,39,47,40"
    yield "/en/evidence/?from=1900&to=1995&sort=latest"


def _pages(archive: CanaryArchive) -> Iterator[str]:
    yield from _library(archive)
    yield from _at("/{code}/", "/{code}/evidence/{name}/")(archive)


def _searches(archive: CanaryArchive) -> Iterator[str]:
    words = (PUBLIC, "Sample", canary("claim"), canary("closedtitle"), canary("actor"))
    more = (canary("shutpage"), canary("closedexhibitscript"), canary("newclaim"))
    for code in CODES:
        for word in (*words, *more):
            yield f"/{code}/search/?q={word}"
    yield f"/en/search/?q={PUBLIC}+hill&sort=newest"


def _captured(prefix: str) -> Asked:
    return _at(f"{prefix}https://example.org/{MARK}captured")


def _files(archive: CanaryArchive) -> Iterator[str]:
    for copy in Derivative.objects.select_related("exhibit"):
        yield f"/evidence/files/{copy.sha256}/{copy.exhibit.name}.webp"
    for exhibit in Exhibit.objects.all():
        for ending in ("jpg", "webp", "txt"):
            yield f"/evidence/files/{exhibit.sha256}/{exhibit.name}.{ending}"


def _renditions(archive: CanaryArchive) -> Iterator[str]:
    for copy in Derivative.objects.select_related("exhibit"):
        yield f"/evidence/files/{copy.sha256}/{copy.exhibit.name}-480.webp"


def _tiles(ending: str) -> Asked:
    def paths(archive: CanaryArchive) -> Iterator[str]:
        for copy in Derivative.objects.select_related("exhibit"):
            yield f"/evidence/iiif/{copy.sha256}/{copy.exhibit.name}{ending}"

    return paths


def _texts(archive: CanaryArchive) -> Iterator[str]:
    for use in RecordExhibit.objects.select_related("record", "exhibit"):
        for code in CODES:
            yield f"/{code}/evidence/{use.record.name}/text/{use.exhibit.name}/1/"


def _captions(archive: CanaryArchive) -> Iterator[str]:
    for use in RecordExhibit.objects.select_related("record"):
        for code in CODES:
            path = f"/{code}/evidence/{use.record.name}"
            yield from (f"{path}/v{n}/captions/{use.uuid}.vtt" for n in (1, 2))


def _packages(archive: CanaryArchive) -> Iterator[str]:
    names = Exhibit.objects.values_list("name", flat=True)
    yield from (f"/memento/package/{name}.wacz" for name in names)


def _arks(archive: CanaryArchive) -> Iterator[str]:
    for model in (Record, Source, Exhibit):
        yield from (f"/{row.ark}" for row in model.objects.all())


# Address name → what to ask there.
CASES: dict[str, Asked] = {
    "entrance": _at("/"),
    "health": _at("/health/"),
    "robots": _at("/robots.txt"),
    "sitemap": _at("/sitemap.xml"),
    "sitemap_file": _at("/sitemaps/{code}-0.xml"),
    "news_sitemap": _at("/news-sitemap.xml"),
    "choose_language": _at("/language/{code}/?to=/{code}/evidence/{name}/"),
    "wagtaildocs_serve": _at("/documents/1/x.txt"),
    "wagtaildocs_authenticate_with_password": _at(
        "/documents/authenticate_with_password/1/"
    ),
    **{
        kind: _at(f"/{{code}}/{path}")
        for kind, path in {
            "topic": "topics/x/", "place": "places/x/", "tag": "tags/x/",
            "person": "people/x/", "kind": "kinds/news/", "archive": "archive/",
            "day": "archive/2026/1/1/", "corrections": "corrections/",
            "live_entries": "live/1/", "wagtailcore_login": "sign-in/",
            "wagtailcore_authenticate_with_password": "private/1/1/",
        }.items()
    },
    **{
        f"{name}_{form}": _at(f"/{{code}}/feed/{path}{form}.xml")
        for form in ("atom", "rss")
        for name, path in {
            "site": "", "section": "section/x/", "topic": "topic/x/",
            "place": "place/x/", "tag": "tag/x/", "person": "person/x/",
            "kind": "kind/news/", "corrections": "corrections/",
        }.items()
    },
    "search": _searches,
    "wagtail_serve": _pages,
    "ark": _arks,
    "memento": _captured("/memento/20260101000000/"),
    "memento_timegate": _captured("/memento/timegate/"),
    "memento_timemap": _captured("/memento/timemap/link/"),
    "memento_package": _packages,
    "evidence_corrections": _at("/{code}/evidence/corrections/"),
    "evidence_feed": _at("/{code}/evidence/feed.atom"),
    "evidence_record": _at("/{code}/evidence/{name}/"),
    "evidence_version": _at(*(f"/{{code}}/evidence/{{name}}/v{n}/" for n in (1, 2, 3))),
    "evidence_version_json": _at(
        *(f"/{{code}}/evidence/{{name}}/v{n}.json" for n in (1, 2, 3))
    ),
    "evidence_citation": _at(
        *(f"/{{code}}/evidence/{{name}}/v1.{form}" for form in ("bib", "ris", "csl"))
    ),
    "evidence_file": _files,
    "evidence_rendition": _renditions,
    "evidence_text": _texts,
    "evidence_captions": _captions,
    "evidence_tiled_image": _tiles(""),
    "evidence_tiles": _tiles("/info.json"),
    "evidence_tile": _tiles("/full/max/0/default.jpg"),
    "api:api-root": _at("/api/v1/"),
    "api:openapi-json": _at("/api/v1/openapi.json"),
    "api:list_records": _at("/api/v1/records", "/api/v1/records?has=photographs"),
    "api:geojson": _at("/api/v1/records.geojson"),
    "api:csv_file": _at("/api/v1/records.csv"),
    "api:crm": _at("/api/v1/records/{name}.jsonld"),
    "api:newest": _at("/api/v1/records/{name}"),
    "api:version": _at(*(f"/api/v1/records/{{name}}/versions/{n}" for n in (1, 2, 3))),
}  # fmt: skip
# These tell of no record, or only where it is.
SILENT = {
    *("entrance", "health", "robots", "sitemap", "sitemap_file", "news_sitemap"),
    *("choose_language", "wagtaildocs_serve", "ark", "evidence_file"),
    *("wagtaildocs_authenticate_with_password", "wagtailcore_login", "topic", "place"),
    *("tag", "person", "kind", "archive", "day", "corrections", "live_entries"),
    *("wagtailcore_authenticate_with_password", "evidence_rendition"),
    *(name for name in CASES if name.endswith(("_atom", "_rss"))),
    *(name for name in CASES if name.startswith("memento")),
    *("api:api-root", "api:openapi-json", "evidence_corrections"),
    *(
        "evidence_text",
        "evidence_captions",
        "evidence_tiled_image",
        "evidence_tiles",
        "evidence_tile",
    ),
}


def answer(client: Client, path: str, method: str = "get") -> tuple[int, str]:
    """Return status, headers and text of an answer; the bytes of pictures are held
    against what they may not carry, and are not text."""
    response = getattr(client, method)(path)
    content = content_of(response)
    text = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    if response.headers.get("Content-Type", "").startswith("image/"):
        if content:
            assert_bare(content)
    else:
        text += "\n" + content.decode("utf-8")
    return response.status_code, text


def content_of(response: Any) -> bytes:
    """Return the body, read to its end: closed before, it would close the database."""
    return b"".join(response) if response.streaming else bytes(response.content)


def assert_bare(content: bytes) -> None:
    with Image.open(io.BytesIO(content)) as picture:
        assert not picture.getexif()
        assert not {"exif", "xmp", "comment", "icc_profile"} & picture.info.keys()
    assert MARK.encode() not in content


def leak(client: Client, path: str, wanted: re.Pattern[str], method: str) -> str:
    """Return what an answer tells; "" if nothing. What was asked for may come back:
    then the answer must be the very one to a question for nothing."""
    status, text = answer(client, path, method)
    if MARK not in path:
        found = wanted.search(text)
        return f"{method} {path}: …{around(text, found)}…" if found else ""
    other, plain = answer(client, path.replace(MARK, NOTHING), method)
    first = [str(status), *text.splitlines()]
    second = [str(other), *plain.replace(NOTHING, MARK).splitlines()]
    changed = [row for row in unified_diff(second, first, n=0) if row[0] in "+-"][2:]
    told = [row for row in changed if not _may_differ(row)]
    return f"{method} {path}: {told[:6]}" if told else ""


def _may_differ(row: str) -> bool:
    return row[1:].startswith(("Content-Length", "ETag", "Expires"))


def around(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - 90) : found.end() + 60].replace("\n", " ")


def secrets() -> re.Pattern[str]:
    """What no answer may have in it: the canaries, and the salts of the exhibits."""
    salts = Exhibit.objects.values_list("salt", flat=True)
    return re.compile(f"{LEAK.pattern}|{'|'.join(salts)}", re.IGNORECASE)


def asked(archive: CanaryArchive) -> list[tuple[str, str]]:
    return [(n, p) for n in CASES for p in dict.fromkeys(CASES[n](archive))]
