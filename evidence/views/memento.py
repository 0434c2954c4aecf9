"""Memento (RFC 7089): which copies of a web address the archive holds, by date.

The copies themselves are private unless a researcher made one public; what anybody may
know is that a page was kept, when, and under which hash. Every answer is made of
:func:`evidence.captures.public_captures`, so an address that no public record cites is
as unknown as one that was never kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date, parse_http_date_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.meta import PageMeta, describe
from evidence.captures import canonical_url, public_captures
from evidence.models import Access, Capture, Exhibit
from evidence.store import ORIGINALS

__all__ = ["memento", "memento_path", "package", "timegate", "timemap"]

LINK_FORMAT = "application/link-format"
_MERGED = re.compile(r"^(https?):/+", re.IGNORECASE)


@dataclass(frozen=True)
class _Memento:
    """One copy of an address: its place in time and on this site."""

    capture: Capture
    archive: Exhibit
    at: datetime

    @property
    def path(self) -> str:
        return memento_path(self.capture.url, self.at)

    @property
    def has_public_package(self) -> bool:
        return self.archive.access == Access.PUBLIC


def memento_path(url: str, at: datetime) -> str:
    """Return the path of the page about the copy that was made of ``url`` then."""
    stamp = f"{at.astimezone(UTC):%Y%m%d%H%M%S}"
    base = reverse("memento", args=[stamp, "-"]).removesuffix("-")
    return f"{base}{canonical_url(url)}"


@require_safe
def timegate(request: HttpRequest, url: str) -> HttpResponse:
    """Send a reader to the copy nearest to the time that ``Accept-Datetime`` names."""
    url, mementos = _find(request, url)
    asked = request.headers.get("Accept-Datetime")
    wanted = mementos[-1].at
    if asked:
        seconds = parse_http_date_safe(asked)
        if seconds is None:
            return HttpResponseBadRequest("Accept-Datetime", content_type="text/plain")
        wanted = datetime.fromtimestamp(seconds, tz=UTC)
    nearest = min(mementos, key=lambda found: abs(found.at - wanted))
    response = HttpResponse(status=302)
    response.headers["Location"] = _absolute(nearest.path)
    response.headers["Link"] = ", ".join(
        [
            _link(url, "original"),
            _timemap_link(url),
            *_memento_links(_ends(mementos, nearest), mementos),
        ]
    )
    patch_vary_headers(response, ["Accept-Datetime"])
    return response


@require_safe
def timemap(request: HttpRequest, url: str) -> HttpResponse:
    """List the copies of an address, the oldest first."""
    url, mementos = _find(request, url)
    links = [
        _link(url, "original"),
        _link(_absolute(f"{_base('memento_timemap')}{url}"), "self", type=LINK_FORMAT),
        _timegate_link(url),
        *_memento_links(mementos, mementos),
    ]
    return HttpResponse(",\n".join(links) + "\n", content_type=LINK_FORMAT)


@require_safe
def memento(request: HttpRequest, stamp: str, url: str) -> HttpResponse:
    """Tell what is known of one copy; its package too, if that is public."""
    url, mementos = _find(request, url)
    found = _at(mementos, stamp)
    title = _("Kept web page")
    describe(
        request, PageMeta(title=title, path=found.path, robots="noindex, nofollow")
    )
    facts = found.capture.facts
    context = {
        "heading": title,
        "capture": found.capture,
        "archive": found.archive,
        "at": found.at,
        "title": facts.get("title", ""),
        "status": facts.get("status"),
        "final_url": facts.get("final_url", ""),
        "copies": list(reversed(mementos)),
        "package_path": (
            reverse("memento_package", args=[found.archive.name])
            if found.has_public_package
            else ""
        ),
    }
    response = render(request, "evidence/memento.html", context)
    response.headers["Memento-Datetime"] = http_date(found.at.timestamp())
    response.headers["Link"] = ", ".join(
        [
            _link(url, "original"),
            _timegate_link(url),
            _timemap_link(url),
            *_memento_links(_ends(mementos, found), mementos),
        ]
    )
    # The language is the reader's own.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def package(request: HttpRequest, name: str) -> HttpResponseBase:
    """Send the package of a copy, if a researcher made just this exhibit public."""
    captures = Capture.objects.filter(archive__name=name, archive__access=Access.PUBLIC)
    for capture in captures.select_related("archive"):
        shown = {found.archive_id for found in public_captures(capture.url)}
        if capture.archive and capture.archive_id in shown:
            response = FileResponse(
                ORIGINALS.open(capture.archive.sha256),
                as_attachment=True,
                filename=f"{name}.wacz",
                content_type="application/wacz",
            )
            response.headers["Content-Length"] = str(capture.archive.size)
            response.headers["Cache-Control"] = "private, no-cache"
            return response
    raise Http404


def _find(request: HttpRequest, path: str) -> tuple[str, list[_Memento]]:
    """Return the address that a path names, and its copies; there must be one."""
    # A proxy may have merged the slashes of "http://".
    url = _MERGED.sub(lambda match: f"{match[1]}://", path)
    if query := request.META.get("QUERY_STRING"):
        url = f"{url}?{query}"
    mementos = [
        _Memento(capture, capture.archive, capture.captured_at)
        for capture in public_captures(url)
        if capture.archive and capture.captured_at
    ]
    if not mementos:
        raise Http404
    return canonical_url(url), mementos


def _at(mementos: list[_Memento], stamp: str) -> _Memento:
    for found in mementos:
        if f"{found.at.astimezone(UTC):%Y%m%d%H%M%S}" == stamp:
            return found
    raise Http404


def _ends(mementos: list[_Memento], also: _Memento) -> list[_Memento]:
    """Return first, last and ``also``, once each and in order."""
    wanted = {0, len(mementos) - 1, mementos.index(also)}
    return [mementos[number] for number in sorted(wanted)]


def _memento_links(shown: list[_Memento], every: list[_Memento]) -> list[str]:
    links = []
    for found in shown:
        relations = ["memento"]
        if found == every[-1]:
            relations.insert(0, "last")
        if found == every[0]:
            relations.insert(0, "first")
        at = http_date(found.at.timestamp())
        links.append(_link(_absolute(found.path), " ".join(relations), datetime=at))
    return links


def _timegate_link(url: str) -> str:
    return _link(_absolute(f"{_base('memento_timegate')}{url}"), "timegate")


def _timemap_link(url: str) -> str:
    address = _absolute(f"{_base('memento_timemap')}{url}")
    return _link(address, "timemap", type=LINK_FORMAT)


def _absolute(path: str) -> str:
    # Each of these paths has another address in it.
    return f"{settings.WAGTAILADMIN_BASE_URL}{path}"


def _base(name: str) -> str:
    """Return the path of a route up to the address that it takes."""
    return reverse(name, args=["-"]).removesuffix("-")


def _link(target: str, relation: str, **attributes: str) -> str:
    extra = "".join(f'; {name}="{value}"' for name, value in attributes.items())
    return f'<{target}>; rel="{relation}"{extra}'
