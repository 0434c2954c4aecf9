"""Articles cite the archive: numbered notes, exact versions, and who cites a record."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from articles.citing import citations_in
from articles.models import ArticlePage, EvidenceCitation
from evidence.models import Exhibit, Record

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TEXT = ("paragraph", "<p>Divar uçub.</p><ul><li>Dam da.</li></ul>")


def cite(reference: str, note: str = "") -> tuple[str, Any]:
    return ("evidence_citation", {"cited": reference, "note": note})


def notes_in(html: str) -> dict[int, str]:
    """Return number → HTML of every note of the evidence."""
    section = re.search(r'<section class="footnotes source-notes".*?</section>', html,
                        re.DOTALL)  # fmt: skip
    rows = re.findall(
        r'<li id="note-(\d+)" value="\1">(.*?)</li>', section[0] if section else "",
        re.DOTALL,
    )  # fmt: skip
    return {int(number): unescape(text) for number, text in rows}


@pytest.fixture
def show(client):
    def html(article: ArticlePage) -> str:
        response = client.get(article.url_path)
        assert response.status_code == 200
        return response.content.decode()

    return html


@pytest.fixture
def incident(make_record, records):
    """A record in Azerbaijani with two graded sources, one of which contradicts."""
    sources = [
        {"source": records.source(reliability="B"), "credibility": "2"},
        {"source": records.source(reliability="C"), "credibility": "4",
         "relation": "contradicts"},
    ]  # fmt: skip
    return make_record(
        code="az",
        title="Damın itkisi",
        claims=[{"text": "Dam yoxdur.", "sources": sources}],
        exhibits=[{"caption": "Cənub divarı."}],
    )


def parts_of(record: Any) -> tuple[str, str]:
    claim, use = record.claims.get(), record.exhibit_links.get()
    return f"claim-{claim.uuid}", f"exhibit-{use.exhibit.name}"


def test_notes_are_numbered_after_footnotes_and_lead_back_and_forth(
    write_article, show, incident
):
    claim, exhibit = parts_of(incident)
    name = incident.name
    article = write_article(
        blocks=[
            cite(f"{name}/v1"),
            ("paragraph", "<p>Bax.[[7]]</p>"),
            ("footnote", {"label": "7", "text": "<p>Qeyd.</p>"}),
            cite(f"{name}/v1#{claim}", "Səh. 4."),
            TEXT,
            cite(f"{name}/v1#{exhibit}"),
            cite(f"{name}/v1#{claim}", "Səh. 4"),
            cite("not a reference"),
        ]
    )
    html = show(article)
    notes = notes_in(html)
    assert list(notes) == [8, 9, 10]
    # Where no paragraph stands before, the mark stands where the block does.
    standing = re.search(r'<p class="cites">(.*?)</p>', html, re.DOTALL)
    assert standing and 'href="#note-8" id="note-ref-8"' in standing[1]
    # Else at the end of the paragraph, or of the last item of its list.
    assert re.search(r'Bax\..*href="#note-9" id="note-ref-9".*</sup></p>', html)
    assert re.search(
        r'Dam da\.<sup.*#note-10".*#note-9" id="note-ref-9-2".*</sup></li></ul>', html
    )
    assert 'href="#note-ref-9"' in notes[9]
    assert 'href="#note-ref-9-2"' in notes[9]
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))

    version = incident.versions.get()
    page = f"/az/evidence/{name}/v1/"
    assert f'href="{page}"' in notes[8]
    assert f'href="{page}#{claim}"' in notes[9]
    assert f'href="{page}#{exhibit}"' in notes[10]
    for note in notes.values():
        assert "Damın itkisi" in note
        assert version.sha256 in note
        assert incident.ark in note
    assert "Dam yoxdur." in notes[9]
    assert "Səh. 4" in notes[9]
    assert "Cənub divarı." in notes[10]
    assert re.findall(r'class="grade">(\w+)<', notes[8]) == ["B2", "C4"]
    assert re.findall(r'class="grade">(\w+)<', notes[9]) == ["B2", "C4"]

    scripts = re.findall(r'ld\+json">(.*?)</script>', html, re.DOTALL)
    things = [json.loads(script) for script in scripts]
    described = next(thing for thing in things if thing["@type"] == "NewsArticle")
    whole = next(c for c in described["citation"] if c.get("@id", "").endswith(page))
    assert whole["identifier"] == [incident.ark, f"sha256:{version.sha256}"]
    kinds = [thing["@type"] for thing in described["citation"]]
    assert kinds == ["CreativeWork", "Claim", "CreativeWork"]


def test_what_is_cited_stays_and_a_newer_version_is_told(
    write_article, show, incident, records
):
    article = write_article(blocks=[TEXT, cite(f"{incident.name}/v1")])
    old = incident.versions.get().sha256
    incident.title = "Başqa ad"
    incident.save()
    records.publish(incident, reason="Ad dəyişdi.")
    note = notes_in(show(article))[1]
    assert "Damın itkisi" in note
    assert "Başqa ad" not in note
    assert old in note
    assert f'href="/az/evidence/{incident.name}/"' in note


def test_what_is_hidden_leaves_no_word(
    write_article, show, incident, records, newsroom
):
    claim, exhibit = parts_of(incident)
    name = incident.name
    blocks = [
        TEXT,
        *(cite(f"{name}/v1#{part}", "Gizli qeyd") for part in (claim, exhibit)),
    ]
    article = write_article(blocks=blocks)
    secrets = ("Damın itkisi", "Dam yoxdur", "Cənub divarı", "Gizli qeyd", "B2")
    assert all(word in show(article) for word in secrets)

    # One exhibit alone.
    Exhibit.objects.update(access="restricted")
    html = show(article)
    assert "Cənub divarı" not in html
    assert "Damın itkisi" in html

    # The record's pages.
    page = incident.pages.get()
    lock = PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert not [word for word in (*secrets, name) if word in show(article)]
    lock.delete()

    Record.objects.filter(pk=incident.pk).update(access="restricted")
    html = show(article)
    assert not [word for word in (*secrets, name) if word in html]
    assert len(notes_in(html)) == 2
    Record.objects.filter(pk=incident.pk).update(access="public")

    records.withdraw(incident, "Səhv idi.")
    html = show(article)
    assert not [word for word in secrets if word in html]
    # Its address tells the reason.
    assert f'href="/az/evidence/{name}/"' in notes_in(html)[1]


def test_a_translation_cites_the_same_in_its_own_words(
    write_article, publish, show, incident, records, client
):
    claim, _exhibit = parts_of(incident)
    number = {"text": "Qeydlər", "kind": "incident"}
    article = write_article(
        blocks=[
            TEXT,
            cite(f"{incident.name}/v1#{claim}", "Səhifə dörd"),
            ("evidence_number", number),
        ]
    )
    english = publish(article)
    ours, theirs = english.body.raw_data[1], article.body.raw_data[1]
    assert ours["value"]["cited"] == theirs["value"]["cited"]
    assert ours["value"]["note"] == "en Səhifə dörd"
    counted = english.body.raw_data[2]["value"]
    assert (counted["kind"], counted["text"]) == ("incident", "en Qeydlər")
    # The cited version is in Azerbaijani alone: its words are, and are marked so.
    note = notes_in(show(english))[1]
    assert 'lang="az" hreflang="az">Damın itkisi</a>' in note
    assert '<q lang="az">Dam yoxdur.</q>' in note
    assert "en Səhifə dörd" in note

    records.translate(incident, "en", title="A roof is lost")
    second = write_article("en", title="Second", blocks=[cite(f"{incident.name}/v2")])
    note = notes_in(show(second))[1]
    assert f'href="/en/evidence/{incident.name}/v2/">A roof is lost</a>' in note

    # The record names the stories once each, in the reader's language first.
    html = client.get(f"/en/evidence/{incident.name}/").content.decode()
    listed = re.search(r'id="citing".*?</section>', html, re.DOTALL)[0]
    assert re.findall(r'href="([^"]+)"', listed) == [second.url_path, english.url_path]
    russian = records.translate(incident, "ru")
    html = client.get(russian.url_path).content.decode()
    listed = re.search(r'id="citing".*?</section>', html, re.DOTALL)[0]
    assert len(re.findall("<li>", listed)) == 2
    assert 'lang="az"' in listed or 'lang="en"' in listed


def test_a_record_names_only_articles_that_anybody_may_read(
    write_article, incident, client
):
    def named() -> list[str]:
        html = client.get(f"/az/evidence/{incident.name}/").content.decode()
        found = re.search(r'id="citing".*?</section>', html, re.DOTALL)
        return re.findall(r'href="([^"]+)"', found[0]) if found else []

    blocks = [TEXT, cite(f"{incident.name}/v1"), cite(f"{incident.name}/v1", "Səh. 1")]
    article = write_article(blocks=blocks)
    write_article(title="Qaralama", blocks=blocks, publish=False)
    soon = timezone.now() + timedelta(hours=1)
    write_article(title="Sonra", blocks=blocks, embargo_until=soon)
    assert EvidenceCitation.objects.get().article_id == article.pk
    assert named() == [article.url_path]
    lock = PageViewRestriction.objects.create(page=article, restriction_type="login")
    assert named() == []
    lock.delete()
    ArticlePage.objects.get(pk=article.pk).unpublish()
    assert named() == []
    assert not EvidenceCitation.objects.exists()
    article.save_revision().publish()
    assert named() == [article.url_path]
    article.body = []
    article.save_revision().publish()
    assert named() == []


def test_twenty_citations_cost_as_much_as_one(
    write_article, client, make_record, django_assert_max_num_queries
):
    place = make_record("place", code="az")
    cited = [make_record(code="az", place=place, exhibits=[{}]) for _each in range(4)]

    def write(title: str, blocks: list[Any]) -> str:
        live = {"title": title, "is_live_report": True}
        return write_article(blocks=blocks, **live).url_path

    number = {"text": "Qeydlər", "kind": "incident"}
    short = write(
        "qisa", [TEXT, cite(f"{cited[0].name}/v1"), ("evidence_number", number)]
    )
    many: list[Any] = []
    for place_in_text in range(20):
        record = cited[place_in_text % 4]
        part = parts_of(record)[place_in_text % 2]
        many += [
            TEXT,
            cite(f"{record.name}/v1#{part}", f"Səh. {place_in_text}"),
            ("evidence_number", {**number, "since": 1990 + place_in_text}),
        ]
    long = write("uzun", many)
    for path in (short, long):
        client.get(path)
    with CaptureQueriesContext(connection) as few:
        client.get(short)
    with django_assert_max_num_queries(8) as more:
        html = client.get(long).content.decode()
    assert len(more) == len(few)
    assert len(notes_in(html)) == 20


def test_a_number_is_that_of_the_list_it_leads_to(
    write_article, client, show, make_record, records
):
    place = make_record("place", code="az", title="Kənd")
    for date in ("1992", "1993-05", "2001"):
        make_record(code="az", place=place, date=date)
    elsewhere = make_record(code="az", date="1993")
    make_record(code="ru", place=place, date="1993")
    count = {"text": "hadisə", "kind": "incident", "place": place.name}
    article = write_article(
        blocks=[
            ("evidence_number", count),
            ("evidence_number", {**count, "since": 1993, "until": 1999}),
            ("evidence_number", {**count, "verification": "verified"}),
            ("evidence_number", {"text": "hamısı"}),
        ]
    )

    def numbers() -> list[tuple[str, int]]:
        found = re.findall(
            r'archive-number__count"><a href="([^"]+)">([\d,. ]+)</a>', show(article)
        )
        return [(unescape(url), int(n)) for url, n in found]

    found = numbers()
    assert [n for _url, n in found] == [3, 1, 0, 5]
    assert found[1][0].endswith(
        f"/az/evidence/?kind=incident&place={place.name}&from=1993&to=1999"
    )
    for url, number in found:
        html = client.get(url).content.decode()
        names = set(re.findall(r'href="/az/evidence/([0-9a-z]{10})/"', html))
        listed = names & set(Record.objects.values_list("name", flat=True))
        assert len(listed) == number, url
    records.withdraw(elsewhere, "Səhv idi.")
    # A number may be as old as the page that a cache keeps.
    assert numbers() == found


def test_an_editor_chooses_among_what_is_public(
    client, accounts, write_article, incident, make_record, records
):
    client.force_login(accounts["editor_az"])
    hidden = make_record(code="az", title="Qaralama", place=incident.place,
                         publish=False)  # fmt: skip
    english = make_record(code="en", title="A bridge", place=incident.place)
    list_url = reverse("evidence_admin:citable")

    def listed(**query: str) -> str:
        results = client.get(reverse("evidence_admin:citable_results"), query)
        assert client.get(list_url, query).json()["step"] == "choose"
        return results.content.decode()

    everything = listed()
    assert "Damın itkisi" in everything
    assert "A bridge" in everything
    assert "Qaralama" not in everything
    assert listed(q="itkisi").count("data-chooser-modal-choice") == 1
    assert listed(q="BRIDGE").count("data-chooser-modal-choice") == 1
    assert "A bridge" in listed(q=f"https://example.org/{english.ark}")
    assert "Damın itkisi" not in listed(kind="place")

    def parts(name: str) -> Any:
        return client.get(reverse("evidence_admin:citable_parts", args=[name]))

    assert parts(hidden.name).status_code == 404
    html = parts(incident.name).json()["html"]
    chosen = re.findall(r'href="(/admin/evidence/citable/chosen/[^"]+)"', html)
    results = [client.get(url).json()["result"] for url in chosen]
    name = incident.name
    fragments = [f"#{part}" for part in parts_of(incident)]
    assert [r["id"] for r in results] == [
        f"{name}/v1{fragment}" for fragment in ("", *fragments)
    ]
    assert "Dam yoxdur." in results[1]["title"]
    assert "Cənub divarı." in results[2]["title"]
    place_url = reverse("evidence_admin:place_chosen", args=[incident.place.name])
    assert client.get(place_url).json()["result"]["id"] == incident.place.name

    count = {"text": "hadisə", "place": incident.place.name, "kind": "incident"}
    article = write_article(
        blocks=[cite(f"{name}/v1"), ("evidence_number", count)], publish=False
    )
    edit_url = reverse("wagtailadmin_pages:edit", args=[article.pk])
    title = json.dumps("Damın itkisi")[1:-1]
    assert title in client.get(edit_url).content.decode()
    records.withdraw(incident, "Səhv idi.")
    # What is cited already stays, but its words are not told any more.
    assert title not in client.get(edit_url).content.decode()
    assert parts(name).status_code == 404
    block = ArticlePage._meta.get_field("body").stream_block.child_blocks
    cited = block["evidence_citation"].child_blocks["cited"]
    assert cited.clean(f"{name}/v1") == f"{name}/v1"
    for wrong in ("", "x", f"{name}/v0", f"{name}/v1#page-2", f"../{name}/v1"):
        with pytest.raises(ValidationError):
            cited.clean(wrong)


def test_citations_are_read_without_a_query(db, django_assert_num_queries):
    article = ArticlePage(body=json.dumps([
        {"type": kind, "value": value, "id": str(place)}
        for place, (kind, value) in enumerate([TEXT, cite("abc/v2"), cite("abc/v0")])
    ]))  # fmt: skip
    with django_assert_num_queries(0):
        found = citations_in(article.body)
    assert [str(note.reference) for note in found.notes] == ["abc/v2"]
    assert list(found.marks) == ["0"]
