"""Text is compressed on its way to a reader; what is compressed by nature is not."""

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from delivery.compression import CompressTextMiddleware

LONG = "Sözlər təkrarlanır. " * 200


def answer(response, **headers):
    request = RequestFactory().get("/", headers={"Accept-Encoding": "gzip", **headers})
    return CompressTextMiddleware(lambda _request: response)(request)


@pytest.mark.parametrize(
    "kind",
    [
        "text/html; charset=utf-8",
        "text/css",
        "text/javascript",
        "application/json",
        "application/atom+xml; charset=utf-8",
        "application/xml",
        "image/svg+xml",
    ],
)
def test_text_is_compressed(kind):
    response = answer(HttpResponse(LONG, content_type=kind))
    assert response["Content-Encoding"] == "gzip"
    assert response["Vary"] == "Accept-Encoding"
    assert gzip.decompress(response.content).decode() == LONG
    assert len(response.content) < len(LONG) / 4


@pytest.mark.parametrize("kind", ["image/avif", "font/woff2", "video/webm", ""])
def test_what_is_compressed_by_nature_is_left_alone(kind):
    response = answer(HttpResponse(LONG, content_type=kind))
    assert "Content-Encoding" not in response
    assert response.content.decode() == LONG


def test_what_was_compressed_beforehand_is_left_alone():
    beforehand = HttpResponse(LONG, headers={"Content-Encoding": "br"})
    assert answer(beforehand)["Content-Encoding"] == "br"


def test_a_part_of_a_file_stays_that_part():
    part = HttpResponse(LONG, content_type="text/css", status=206)
    part["Content-Range"] = "bytes 0-99/200"
    assert "Content-Encoding" not in answer(part)


def test_a_file_is_compressed_while_it_is_read():
    pieces = StreamingHttpResponse(iter([LONG.encode()]), content_type="text/css")
    assert gzip.decompress(b"".join(answer(pieces))).decode() == LONG


def test_nobody_gets_what_they_cannot_read():
    response = answer(HttpResponse(LONG), **{"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in response


@pytest.mark.django_db
def test_readers_get_pages_feeds_and_stylesheets_compressed(client, newsroom):
    for address in (
        "/az/",
        "/az/feed/atom.xml",
        "/sitemap.xml",
        "/static/css/site.css",
    ):
        response = client.get(address, headers={"Accept-Encoding": "gzip"})
        assert response.headers.get("Content-Encoding") == "gzip", address
        assert "Accept-Encoding" in response.headers["Vary"]
        b"".join(response)
        response.close()


@pytest.mark.django_db
def test_a_feed_known_in_its_compressed_form_is_not_sent_again(client, newsroom):
    address, accepts = "/az/feed/atom.xml", {"Accept-Encoding": "gzip"}
    first = client.get(address, headers=accepts)
    assert first.headers["ETag"].startswith('W/"')
    known = {**accepts, "If-None-Match": first.headers["ETag"]}
    assert client.get(address, headers=known).status_code == 304
