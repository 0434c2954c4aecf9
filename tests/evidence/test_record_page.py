"""The page of a record, as readers get it."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def address(record, code="en"):
    return f"/{code}/evidence/{record.name}/"


def test_page_shows_the_published_words(client, make_record):
    record = make_record(title="A roof is lost", summary="In the spring.")

    page = client.get(address(record)).content.decode()

    assert "A roof is lost" in page
    assert "In the spring." in page


def test_draft_words_stay_private(client, make_record, records):
    record = make_record(title="A roof is lost")
    record.title = "A rumour"
    record.save()

    assert "A rumour" not in client.get(address(record)).content.decode()

    records.publish(record, reason="A new title.")

    assert "A rumour" in client.get(address(record)).content.decode()


def test_an_unpublished_record_has_no_page(client, make_record):
    record = make_record(publish=False)

    assert client.get(address(record)).status_code == 404


@pytest.mark.parametrize("access", ["researchers", "restricted"])
def test_a_record_that_is_closed_later_is_gone_at_once(client, make_record, access):
    record = make_record()
    assert client.get(address(record)).status_code == 200

    type(record).objects.filter(pk=record.pk).update(access=access)

    assert client.get(address(record)).status_code == 404


@pytest.mark.parametrize("code", ["az", "en", "ru"])
@pytest.mark.parametrize("kind", ["incident", "place", "object"])
def test_every_kind_has_a_page_in_every_language(
    client, make_record, records, kind, code
):
    record = make_record(kind, code="az", title="Sınaq yazısı")
    for other in ("en", "ru"):
        records.translate(record, other, title=f"Title {other}")

    response = client.get(address(record, code))

    assert response.status_code == 200
    title = "Sınaq yazısı" if code == "az" else f"Title {code}"
    assert title in response.content.decode()


def page_of(client, record, code="en"):
    response = client.get(address(record, code))
    assert response.status_code == 200
    return response.content.decode()


def test_claims_stand_with_numbered_graded_sources(client, make_record, records):
    newspaper = records.source(title="The Evening Post", reliability="C")
    letter = records.source(title="A letter", reliability="A")
    record = make_record(
        claims=[
            {
                "text": "The roof fell in 1993.",
                "sources": [
                    {"source": newspaper, "credibility": "2"},
                    {
                        "source": letter,
                        "relation": "contradicts",
                        "credibility": "1",
                        "locator_kind": "page",
                        "locator": "12",
                        "quotation": "Damın uçması 1994-cü ildə oldu.",
                        "quotation_language": "az",
                        "translation": "The roof fell in 1994.",
                    },
                ],
            }
        ]
    )

    page = page_of(client, record)

    assert "The roof fell in 1993." in page
    assert '<cite lang="en">The Evening Post</cite>' in page
    assert "C – Fairly reliable" in page
    assert ">C2</span>" in page
    assert ">A1</span>" in page
    assert "page 12" in page
    assert '<blockquote lang="az"><p>Damın uçması' in page
    assert "The roof fell in 1994." in page
    assert "claim--contradicted" in page
    assert "Sources contradict each other." in page


def test_private_claims_and_confidential_sources_do_not_leak(
    client, make_record, records
):
    witness = records.source(title="Canary Witness", access="restricted")
    record = make_record(
        claims=[
            {
                "text": "A public claim.",
                "sources": [
                    {
                        "source": witness,
                        "quotation": "Canary words",
                        "quotation_language": "en",
                    }
                ],
            },
            {"text": "A canary claim.", "is_public": False},
        ]
    )

    page = page_of(client, record)

    assert "A public claim." in page
    assert "Confidential source" in page
    assert "anary" not in page


def test_only_the_general_place_is_told(client, make_record):
    place = make_record("place", title="A hill", precision="within_1_km")
    record = make_record(place=place)

    for found in (page_of(client, record), page_of(client, place)):
        assert "46.512" not in found
        assert "39.712" not in found
        assert "39.715° N" in found
        assert "Within 1 km" in found


def test_actor_stands_apart_with_a_certainty_of_its_own(client, make_record):
    record = make_record(
        actors=[
            {"actor": "A group", "basis": "Two letters name it."},
            {"actor": "Canary", "basis": "Hearsay.", "is_public": False},
        ]
    )

    page = page_of(client, record)

    assert "A group" in page
    assert "Two letters name it." in page
    assert "Canary" not in page


def test_superseded_and_disagreeing_assessments_are_shown(
    client, make_record, records, reviewer
):
    record = make_record(publish=False)
    first = records.assess(record, severity="slight_damage")
    records.assess(record, severity="severe_damage", supersedes=first)
    records.assess(record, severity="destroyed", assessor=reviewer)
    records.publish(record)

    page = page_of(client, record)

    assert "Assessments disagree" in page
    assert "Assessment 2 took its place." in page
    assert page.count("The assessments that stand disagree on: severity") == 2
    for label in ("Slight damage", "Severe damage", "Destroyed"):
        assert label in page


def test_exhibit_shows_its_copy_with_lineage_and_never_the_original(
    client, make_record, records
):
    exhibit = records.exhibit(
        rights="cc_by_4_0",
        rights_holder="A photographer",
        acquired_from="Canary donor",
        derivative={"kind": "redacted", "reason": "A face is hidden."},
    )
    record = make_record(exhibits=[{"exhibit": exhibit, "caption": "South wall"}])

    page = page_of(client, record)

    derivative = exhibit.derivatives.get()
    assert f"/evidence/files/{derivative.sha256}/{exhibit.name}.jpg" in page
    assert 'alt="A wall without a roof."' in page
    for told in ("South wall", "A photographer", "A face is hidden.", exhibit.sha256):
        assert told in page
    assert "Canary" not in page
    assert "IMG_0001" not in page


def test_an_exhibit_closed_later_is_not_shown(client, make_record, records):
    exhibit = records.exhibit()
    record = make_record(exhibits=[{"exhibit": exhibit, "caption": "South wall"}])
    type(exhibit).objects.update(access="restricted")

    page = page_of(client, record)

    assert "/evidence/files/" not in page
    assert "South wall" not in page
    assert exhibit.sha256 in page


def test_a_warned_exhibit_waits_behind_its_warning(client, make_record, records):
    exhibit = records.exhibit(content_warning="desecrated_graves")
    record = make_record(exhibits=[{"exhibit": exhibit}])

    page = page_of(client, record)

    veil = page.index("Content warning: ") if "Content warning: " in page else -1
    assert veil >= 0
    assert "<details" in page[:veil]
    assert page.index("/evidence/files/") > veil


def test_a_translation_says_what_it_lacks(client, make_record, records):
    record = make_record(code="az", title="Dam", claims=[{"text": "Dam uçub."}])
    records.translate(record, "en", title="Roof", but=("claim.",))

    page = page_of(client, record)

    assert "This passage has not been translated yet." in page
    assert "Dam uçub." not in page
    assert f'href="{address(record, "az")}"' in page


def test_a_translation_says_that_the_original_changed(client, make_record, records):
    record = make_record(code="az", title="Dam")
    records.translate(record, "en", title="Roof")
    assert "The original changed" not in page_of(client, record)

    record.title = "Dam və divar"
    record.save()
    records.publish(record, reason="Divar da uçub.")

    assert "The original changed" in page_of(client, record)
    assert "The original changed" not in page_of(client, record, "az")


def test_page_names_its_other_languages(client, make_record, records):
    record = make_record(code="az")
    records.translate(record, "ru")

    page = page_of(client, record, "ru")

    for code in ("az", "ru"):
        address_there = f"http://testserver{address(record, code)}"
        assert f'hreflang="{code}" href="{address_there}"' in page
    assert f"http://testserver{address(record, 'en')}" not in page


def test_cost_does_not_grow_with_the_record(
    client, make_record, records, django_assert_max_num_queries
):
    def rich(count):
        return make_record(
            place=make_record("place", title="Sample hill"),
            claims=[{"text": f"Claim {n}"} for n in range(count)],
            exhibits=[{"exhibit": records.exhibit()} for _ in range(count)],
            assessments=[{}],
            actors=[{"actor": "A", "basis": "B"}],
            causes=["fire"],
        )

    # Labels of terms and the like are known to a process that has shown a record.
    client.get(address(rich(1)))
    for record in (rich(1), rich(6)):
        with django_assert_max_num_queries(12):
            assert client.get(address(record)).status_code == 200
