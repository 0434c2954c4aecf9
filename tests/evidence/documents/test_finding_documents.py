"""Readers find a document by its words, with the page, for as long as it is public."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from evidence.actions.finding import tell_search_of_the_rest
from evidence.actions.intake import take_in
from evidence.actions.reading import hand_out_readings
from evidence.models import (
    Access,
    Derivative,
    DocumentPage,
    Exhibit,
    Record,
)
from search import upkeep
from search.models import Document
from tests.evidence.documents.papers import paper
from tests.evidence.records import Recorder

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.database,
    pytest.mark.usefixtures("own_store"),
]

AZERBAIJANI = "Karvansaranın damı dağıdılıb"
RUSSIAN = "Крыша караван-сарая разрушена"
TITLE = "The roof of the sample caravanserai"
Keep = Callable[..., Exhibit]


@pytest.fixture
def keep(tmp_path: Path, records: Recorder) -> Keep:
    """Return a function that takes in a document of the given pages and reads it."""

    def take(*pages: str, access: str = Access.PUBLIC) -> Exhibit:
        path = paper(tmp_path / "a.pdf", *pages)
        with path.open("rb") as stream:
            exhibit = take_in(
                stream=stream,
                original_name="a.pdf",
                size=path.stat().st_size,
                facts={"access": access},
            )
        records.add_derivative(
            exhibit,
            b"A copy of %d." % exhibit.pk,
            media_type="application/pdf",
            width=None,
            height=None,
        )
        hand_out_readings()
        return exhibit

    return take


def found(client: Client, words: str, code: str = "en") -> list[tuple[str, str]]:
    """Return address and snippet of what a search finds among documents, once the
    search has heard of what is noted for it."""
    tell_search_of_the_rest()
    page = client.get(f"/{code}/search/", {"q": words, "kind": "document"})
    assert page.status_code == 200
    return [(str(r.url), str(r.snippet)) for r in page.context["results"]]


def address(record: Record, exhibit: Exhibit, number: int, code: str = "en") -> str:
    path = reverse("evidence_text", args=[record.name, exhibit.name, number])
    return f"/{code}/" + path.split("/", 2)[2]


def test_document_is_found_with_its_page_in_every_language(
    client: Client, records: Recorder, keep: Keep
) -> None:
    exhibit = keep("Nothing of interest", AZERBAIJANI, RUSSIAN)
    record = records.make(title=TITLE, exhibits=[{"exhibit": exhibit}])
    records.translate(record, "az", title="Nümunə karvansaranın damı")
    for code in ("en", "az"):
        ((url, snippet),) = found(client, "karvansaranın damı", code)
        assert url == address(record, exhibit, 2, code)
        assert "<mark>Karvansaranın</mark> <mark>damı</mark>" in snippet
        ((url, _snippet),) = found(client, "караван разрушена", code)
        assert url == address(record, exhibit, 3, code)
    assert found(client, "karvansaranın", "ru") == []

    page = client.get("/en/search/", {"q": "karvansaranın", "kind": "document"})
    html = page.content.decode()
    assert f"{TITLE}: document, page 2" in html
    assert '<p class="search-result__snippet" lang="az">' in html
    # Built anew it holds the same.
    upkeep.build(from_scratch=True)
    assert list(upkeep.differences()) == []
    assert found(client, "karvansaranın") != []


def test_page_of_a_document_is_read_without_its_picture(
    client: Client, records: Recorder, keep: Keep
) -> None:
    exhibit = keep("First <b>page</b>", AZERBAIJANI, "Third page")
    record = records.make(title=TITLE, exhibits=[{"exhibit": exhibit}])
    DocumentPage.objects.filter(exhibit=exhibit, number=2).update(is_ocr=True)
    response = client.get(address(record, exhibit, 2))
    html = response.content.decode()
    assert response.status_code == 200
    assert f'<div class="prose" lang="az"><p>{AZERBAIJANI}</p></div>' in html
    assert "read from a scan by a machine" in html
    assert f'href="{address(record, exhibit, 1)}" rel="prev"' in html
    assert f'href="{address(record, exhibit, 3)}" rel="next"' in html
    assert 'content="noindex, follow"' in html
    html = client.get(address(record, exhibit, 1)).content.decode()
    assert escape("First <b>page</b>") in html
    assert 'rel="prev"' not in html.partition("<main")[2]
    assert client.get(address(record, exhibit, 4)).status_code == 404
    assert client.get(address(record, exhibit, 1, "ru")).status_code == 404
    # The record leads to it.
    page = client.get(f"/en/evidence/{record.name}/").content.decode()
    assert f'href="{address(record, exhibit, 1)}"' in page


def test_what_a_page_costs_does_not_grow_with_the_document(
    client: Client, records: Recorder, keep: Keep
) -> None:
    costs = []
    for length in (2, 9):
        exhibit = keep(*(f"Page {n} of {length}" for n in range(length)))
        record = records.make(exhibits=[{"exhibit": exhibit}])
        client.get(address(record, exhibit, 1))
        with CaptureQueriesContext(connection) as asked:
            client.get(address(record, exhibit, 2))
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 8


def close(exhibit: Exhibit, records: Recorder) -> None:
    exhibit.access = Access.RESTRICTED
    exhibit.save(update_fields=["access"])


def redact(exhibit: Exhibit, records: Recorder) -> None:
    exhibit.access = Access.REDACTED
    exhibit.save(update_fields=["access"])


def replace_copy(exhibit: Exhibit, records: Recorder) -> None:
    retire_copy(exhibit, records)
    records.add_derivative(exhibit, b"Redacted.", kind="redacted", reason="A name.")


def retire_copy(exhibit: Exhibit, records: Recorder) -> None:
    Derivative.objects.filter(exhibit=exhibit).update(is_current=False)


def seal_record(exhibit: Exhibit, records: Recorder) -> None:
    Record.objects.update(access=Access.RESTRICTED)


@pytest.mark.parametrize(
    "hide", [close, redact, replace_copy, retire_copy, seal_record]
)
def test_what_is_no_longer_shown_is_not_found_nor_read(
    client: Client, records: Recorder, keep: Keep, hide: Callable[..., None]
) -> None:
    exhibit = keep(AZERBAIJANI)
    record = records.make(exhibits=[{"exhibit": exhibit}])
    assert len(found(client, "karvansaranın")) == 1
    assert client.get(address(record, exhibit, 1)).status_code == 200
    hide(exhibit, records)
    assert found(client, "karvansaranın") == []
    assert client.get(address(record, exhibit, 1)).status_code == 404


def test_document_of_a_draft_is_found_once_it_is_public(
    client: Client, records: Recorder, keep: Keep
) -> None:
    exhibit = keep(AZERBAIJANI)
    record = records.make(publish=False, exhibits=[{"exhibit": exhibit}])
    assert found(client, "karvansaranın") == []
    assert client.get(address(record, exhibit, 1)).status_code == 404
    records.publish(record)
    assert len(found(client, "karvansaranın")) == 1
    records.withdraw(record, "It was wrong.")
    assert found(client, "karvansaranın") == []
    assert client.get(address(record, exhibit, 1)).status_code == 410
    assert not Document.objects.filter(kind="document").exists()


def test_search_hears_of_a_document_once(
    client: Client, records: Recorder, keep: Keep
) -> None:
    exhibit = keep(AZERBAIJANI)
    records.make(exhibits=[{"exhibit": exhibit}])
    assert tell_search_of_the_rest() == 1
    assert tell_search_of_the_rest() == 0
    assert len(found(client, "karvansaranın")) == 1
