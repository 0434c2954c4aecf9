"""Large copies in tiles, by the IIIF Image API 3.0, level 0.

A tile is as public as the copy it is cut from: to whoever may see that now.
"""

from __future__ import annotations

import io

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from evidence.models import TilePyramid
from evidence.store import TILES
from evidence.tiling import information
from evidence.views.files import answer, find_shown, with_headers

__all__ = ["tile", "tiled_image", "tiles_information"]

_PROFILE = "http://iiif.io/api/image/3/context.json"


def _find(sha256: str, name: str) -> TilePyramid:
    derivative = find_shown(sha256, name)
    found = TilePyramid.objects.filter(derivative=derivative).exclude(sha256="").first()
    if found is None:
        raise Http404
    found.derivative = derivative
    return found


def _open(response: HttpResponseBase) -> HttpResponseBase:
    """Let viewers on other sites read it, too, as the API asks for."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
def tiled_image(request: HttpRequest, sha256: str, name: str) -> HttpResponse:
    """The image's own address leads to what there is to know of it."""
    _find(sha256, name)
    return redirect("evidence_tiles", sha256=sha256, name=name)


@require_safe
def tiles_information(request: HttpRequest, sha256: str, name: str) -> HttpResponseBase:
    pyramid = _find(sha256, name)
    copy = pyramid.derivative
    path = reverse("evidence_tiled_image", kwargs={"sha256": sha256, "name": name})
    told = information(
        request.build_absolute_uri(path), copy.width or 0, copy.height or 0
    )
    response = JsonResponse(told, json_dumps_params={"separators": (",", ":")})
    response.headers["Content-Type"] = f'application/ld+json;profile="{_PROFILE}"'
    return _open(with_headers(response, quote_etag(f"{pyramid.sha256}-info")))


@require_safe
def tile(
    request: HttpRequest, sha256: str, name: str, region: str, size: str
) -> HttpResponseBase:
    """One tile, read out of the archive of all of them."""
    pyramid = _find(sha256, name)
    place = pyramid.places.get(f"{region}/{size}")
    if place is None:
        raise Http404
    first, length = place
    try:
        with TILES.open(pyramid.sha256) as stream:
            stream.seek(first)
            data = stream.read(length)
    except OSError:
        raise Http404 from None
    etag = quote_etag(f"{pyramid.sha256}-{first}")
    return _open(answer(request, io.BytesIO(data), len(data), "image/jpeg", etag))
