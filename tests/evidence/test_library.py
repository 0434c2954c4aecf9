"""The library: facets, pages, map, timeline and numbers, each an address."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.http import QueryDict

from evidence.library.choosing import Box, Choice
from evidence.library.drawing import Bar, draw_bars, draw_columns, draw_map

pytestmark = pytest.mark.django_db


def shown(client, query="", code="en"):
    response = client.get(f"/{code}/evidence/{query}")
    assert response.status_code == 200
    return unescape(response.content.decode())


def titles(page):
    entries = page.partition('<ol class="entries">')[2].partition("</ol>")[0]
    return re.findall(r"<h3><a href=\"[^\"]*\">([^<]*)</a></h3>", entries)


@pytest.fixture
def hill(make_record):
    return make_record("place", title="Sample hill", precision="within_1_km")


@pytest.fixture
def town(make_record):
    return make_record(
        "place",
        title="Sample town",
        geometry={"type": "Point", "coordinates": [48.1, 40.9]},
    )


@pytest.fixture
def three(make_record, records, hill, town):
    return {
        "roof": make_record(
            title="A roof",
            place=hill,
            category="destruction_of_a_place_of_worship",
            date="1993-10-23",
            causes=["fire"],
            exhibits=[{"exhibit": records.exhibit()}],
            claims=[{"sources": [{"relation": "contradicts"}]}],
        ),
        "museum": make_record(
            title="A museum", place=town, category="looting_of_a_museum", date="1994"
        ),
        "early": make_record(
            title="An early one",
            place=town,
            category="looting_of_a_museum",
            date="1992",
            date_qualifier="before",
            assessments=[{"severity": "destroyed"}],
        ),
    }


def test_library_lists_what_is_public_in_the_language(client, three, records):
    page = shown(client)

    assert titles(page)[:3] == ["An early one", "A museum", "A roof"]
    assert "5 records" in page
    assert titles(shown(client, code="ru")) == []

    records.translate(three["roof"], "ru", title="Крыша")

    assert titles(shown(client, code="ru")) == ["Крыша"]


def test_drafts_closed_and_withdrawn_records_are_not_listed(
    client, three, records, make_record, hill
):
    make_record(title="Canary draft", place=hill, publish=False)
    museum, early = three["museum"], three["early"]
    type(museum).objects.filter(pk=museum.pk).update(access="restricted")
    records.withdraw(early, "A person asked for it.")

    for view in ("list", "map", "timeline", "statistics"):
        page = shown(client, f"?view={view}")
        assert "3 records" in page, view
        for title in ("Canary", "A museum", "An early one"):
            assert title not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?category=looting_of_movable_heritage", ["An early one", "A museum"]),
        ("?category=heritage_destruction", ["A roof"]),
        ("?cause=fire", ["A roof"]),
        ("?year=1994", ["A museum"]),
        ("?severity=destroyed", ["An early one"]),
        ("?verification=assessed", ["An early one"]),
        ("?has=photographs", ["A roof"]),
        ("?has=contradictions", ["A roof"]),
        ("?kind=place", ["Sample town", "Sample hill"]),
        ("?category=looting_of_a_museum&year=1994", ["A museum"]),
        ("?from=1993&to=1993", ["A roof"]),
        ("?from=1994", ["A museum"]),
        ("?to=1991", ["An early one"]),
        ("?kind=incident&box=47,40,49,42", ["An early one", "A museum"]),
        ("?year=1900", []),
        ("?kind=incident&sort=earliest", ["An early one", "A roof", "A museum"]),
        ("?kind=incident&sort=latest", ["A museum", "A roof", "An early one"]),
    ],
)
def test_a_choice_is_an_address(client, three, query, found):
    assert titles(shown(client, query)) == found


def test_a_place_is_a_choice_by_its_name(client, three, hill):
    page = shown(client, f"?place={hill.name}")

    assert titles(page) == ["A roof"]
    assert "Place: Sample hill" in page


def test_facets_tell_how_many_and_lead_there(client, three):
    page = shown(client)

    for link in re.findall(r'<a href="([^"]*category=looting_of_a_museum)"', page):
        assert titles(shown(client, link.partition("/evidence/")[2])) == [
            "An early one",
            "A museum",
        ]
    facet = page.partition("category=looting_of_a_museum")[2][:200]
    assert '<span class="facet__number">2</span>' in facet


def test_a_hidden_place_has_no_name_in_the_facets(client, three, hill):
    type(hill).objects.filter(pk=hill.pk).update(access="restricted")

    for view in ("list", "map", "statistics"):
        page = shown(client, f"?view={view}")
        assert "Sample hill" not in page
        assert hill.name not in page


@pytest.mark.parametrize(
    "query",
    ["?view=nothing", "?sort=x", "?after=1_1", "?after=2026-02-31_9", "?box=1,2,3"]
    + ["?box=nan,nan,nan,nan", "?from=0000", "?from=abcd", "?category=%00", "?year='"],
)
def test_what_is_not_understood_is_left_out(client, three, query):
    assert len(titles(shown(client, query))) == 5


@pytest.mark.parametrize("sort", ["newest", "earliest", "latest"])
def test_pages_follow_each_other_without_loss(client, make_record, hill, sort):
    for number in range(23):
        date = f"{1990 + number % 4}" if number % 5 else ""
        make_record(title=f"Incident {number}", place=hill, date=date)

    page = shown(client, f"?kind=incident&sort={sort}")
    first = titles(page)
    link = re.search(r'href="([^"]*after=[^"]*)"', page)
    page = shown(client, link[1].partition("/evidence/")[2])
    second = titles(page)

    assert (len(first), len(second)) == (20, 3)
    assert len({*first, *second}) == 23
    assert "after=" not in page.partition('rel="next"')[2]


@pytest.mark.parametrize("view", ["list", "map", "timeline", "statistics"])
def test_cost_does_not_grow(
    client, make_record, records, hill, django_assert_max_num_queries, view
):
    def add():
        make_record(place=hill, date="1993", exhibits=[{"exhibit": records.exhibit()}])

    add()
    path = f"/en/evidence/?view={view}"
    client.get(path)
    with django_assert_max_num_queries(7):
        client.get(path)
    for _each in range(4):
        add()
    with django_assert_max_num_queries(7):
        assert client.get(path).status_code == 200


def test_map_shows_general_places_only(client, three):
    page = shown(client, "?view=map")

    assert page.count('class="map__cluster"') == 2
    assert "46.512" not in page
    assert "39.712" not in page
    cluster = re.search(r'<a href="([^"]*box=[^"]*)" aria-label="3 records here"', page)
    assert titles(shown(client, cluster[1].partition("/evidence/")[2])) == [
        "An early one",
        "A museum",
        "Sample town",
    ]


def test_timeline_and_statistics_lead_to_what_they_count(client, three):
    timeline = shown(client, "?view=timeline")
    assert 'aria-label="1993: 1"' in timeline
    assert 'href="/en/evidence/?year=1993"' in timeline

    statistics = shown(client, "?view=statistics")
    assert 'aria-label="Looting of movable heritage: 2"' in statistics
    link = re.search(r'<a href="([^"]*)" aria-label="Looting of movable', statistics)
    assert titles(shown(client, link[1].partition("/evidence/")[2])) == [
        "An early one",
        "A museum",
    ]
    assert '<th scope="row">Looting of movable heritage</th>' in statistics


def test_a_narrowed_list_is_not_for_search_engines(client, three):
    assert "noindex" not in shown(client)
    assert "noindex" in shown(client, "?year=1994")


def test_a_choice_survives_its_address():
    query = QueryDict(
        "category=a&year=1993&from=1990&to=1999&box=45.5,39,47,40.25&view=map&sort=latest"
    )
    choice = Choice.parse(query)

    assert choice.address("/") == f"/?{query.urlencode(safe=',')}"
    assert Choice.parse(QueryDict(choice.address("")[1:])) == choice


def test_drawings_hold_their_numbers():
    bars = [Bar("a", 4, "/a"), Bar("b", 1, "/b")]
    lying, standing = draw_bars(bars), draw_columns(bars)

    assert lying.bars[0].width == 4 * lying.bars[1].width
    assert standing.bars[0].height == 4 * standing.bars[1].height

    drawn = draw_map([(40.0, 46.0, 2), (40.001, 46.001, 3), (41.0, 48.0, 1)], None)
    assert [cluster.number for cluster in drawn.clusters] == [5, 1]
    for cluster in drawn.clusters:
        assert 0 <= cluster.x <= drawn.width
        assert 0 <= cluster.y <= drawn.height
    assert draw_map([], None) is None
    assert draw_map([], Box(-180, -90, 180, 90)).clusters == []


def test_feed_tells_of_changed_records(client, three, records):
    museum, roof = three["museum"], three["roof"]
    records.publish(museum, reason="It was wrong.", is_correction=True)
    type(roof).objects.filter(pk=roof.pk).update(access="restricted")

    response = client.get("/en/evidence/feed.atom")

    assert response.headers["Content-Type"] == "application/atom+xml"
    text = response.content.decode()
    assert "A roof" not in text
    entries = text.split("<entry>")[1:]
    assert "<title>A museum</title>" in entries[0]
    assert f"ark:/99999/{museum.name}#en" in entries[0]
    assert 'term="Correction"' in entries[0]
    assert "<entry>" not in client.get("/ru/evidence/feed.atom").content.decode()
