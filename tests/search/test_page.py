"""The search page, as a reader and as an attacker see it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from articles.models import ArticlePage, Kind
from search import upkeep
from search.forms import PAGE_SIZE
from search.query import TERMS, WINDOW, parse
from tests.conftest import Newsroom, add_section

pytestmark = [pytest.mark.django_db, pytest.mark.database]

Write = Callable[..., ArticlePage]
CANARY = "Kanareyka"


def get(client: Client, language: str = "az", **parameters: object) -> Any:
    """Return the response to a search; ``since`` and ``until`` are from and to."""
    names = {"since": "from", "until": "to"}
    query = urlencode({names.get(k, k): v for k, v in parameters.items()})
    return client.get(f"/{language}/search/?{query}")


def titles(response: Any) -> list[str]:
    assert response.status_code == 200
    return [re.sub(r"</?mark>", "", r.title) for r in response.context["results"]]


def test_a_reader_finds_an_article_and_sees_why(
    client: Client, newsroom: Newsroom, write_article: Write
) -> None:
    write_article(
        title="Köçkünlərin hüququ",
        standfirst="Yeni qanun köçkünlərə kömək edir.",
        kind=Kind.ANALYSIS,
        first_published_at=datetime(2026, 5, 4, 12, tzinfo=UTC),
    )
    response = get(client, q="kockun huquq")
    html = response.content.decode()
    assert "<mark>Köçkünlərin</mark> <mark>hüququ</mark>" in html
    assert "Yeni qanun <mark>köçkünlərə</mark> kömək edir." in html
    assert 'datetime="2026-05-04' in html
    (result,) = response.context["results"]
    assert result.kind == Kind.ANALYSIS
    assert str(result.kind_label) == str(Kind.ANALYSIS.label)
    assert result.section.title == "Xəbərlər"
    assert f'href="{result.url}"' in html
    assert 'name="robots" content="noindex' in html


def test_each_language_finds_its_own(client: Client, write_article: Write) -> None:
    write_article("az", title="NATO sammiti")
    write_article("en", title="NATO summits", standfirst="Short.")
    write_article("ru", title="Саммиты НАТО", standfirst="Кратко.")
    assert titles(get(client, "az", q="nato")) == ["NATO sammiti"]
    assert titles(get(client, "en", q="summit")) == ["NATO summits"]
    assert titles(get(client, "ru", q="саммитом")) == ["Саммиты НАТО"]


def test_few_hits_for_all_words_bring_hits_for_any(
    client: Client, write_article: Write
) -> None:
    write_article(title="Mina xəritəsi")
    write_article(title="Sülh danışıqları")
    response = get(client, q="mina xəritəsi danışıqlar")
    assert response.context["any_word"]
    assert sorted(titles(response)) == ["Mina xəritəsi", "Sülh danışıqları"]
    for number in range(5):
        write_article(title=f"Danışıqlar və sülh {number}")
    response = get(client, q="sülh danışıqları")
    assert not response.context["any_word"]
    assert len(titles(response)) == 6


def test_filters_narrow_the_answer(
    client: Client, newsroom: Newsroom, write_article: Write
) -> None:
    other = add_section(newsroom.fronts, {"az": "İqtisadiyyat"})["az"]
    days = [datetime(2026, 3, day, 20, 30, tzinfo=UTC) for day in (1, 2, 3)]
    write_article(title="Mina bir", first_published_at=days[0])
    write_article(title="Mina iki", first_published_at=days[1], section=other)
    third = write_article(
        title="Mina üç", first_published_at=days[2], kind=Kind.OPINION, publish=False
    )
    third.tags.add("təmizləmə")
    third.save_revision().publish()

    def found(**filters: object) -> set[str]:
        return set(titles(get(client, q="mina", **filters)))

    assert found() == {"Mina bir", "Mina iki", "Mina üç"}
    assert found(section="iqtisadiyyat") == {"Mina iki"}
    assert found(section="xeberler") == {"Mina bir", "Mina üç"}
    assert found(kind="opinion") == {"Mina üç"}
    assert found(tag="temizleme") == {"Mina üç"}
    # Half past eight in the evening UTC is after midnight in Baku.
    assert found(since="2026-03-03") == {"Mina iki", "Mina üç"}
    assert found(until="2026-03-02") == {"Mina bir"}
    assert found(since="2026-03-03", until="2026-03-03") == {"Mina iki"}
    assert found(section="iqtisadiyyat", kind="opinion") == set()


def test_newest_first_puts_the_newest_first(
    client: Client, write_article: Write
) -> None:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    for number in (2, 0, 1):
        write_article(
            title=f"Mina {number}", first_published_at=start + timedelta(days=number)
        )
    assert titles(get(client, q="mina", sort="newest")) == [
        "Mina 2",
        "Mina 1",
        "Mina 0",
    ]


@pytest.mark.parametrize(
    "bad",
    [
        {"section": "no-such"},
        {"kind": "gossip"},
        {"since": "yesterday"},
        {"until": "2026-02-30"},
        {"since": "2026-03-02", "until": "2026-03-01"},
        {"tag": "no-such"},
        {"tag": "\x00"},
        {"sort": "random"},
        {"page": "0"},
        {"page": "-1"},
        {"page": "9" * 5000},
        {"page": "x"},
    ],
)
def test_a_bad_parameter_is_explained_and_the_rest_works(
    client: Client, write_article: Write, bad: dict[str, str]
) -> None:
    write_article(title="Mina")
    response = get(client, q="mina", **bad)
    assert titles(response) == ["Mina"]
    assert response.context["faults"]
    assert 'class="search-faults"' in response.content.decode()


def test_good_parameters_are_not_complained_about(
    client: Client, write_article: Write
) -> None:
    write_article(title="Mina")
    good = {"section": "", "kind": "", "since": "", "until": "", "sort": "relevance"}
    response = get(client, q="mina", **good)
    assert titles(response) == ["Mina"]
    assert not response.context["faults"]


def test_a_question_without_words_is_answered_kindly(
    client: Client, write_article: Write
) -> None:
    write_article(title="Mina")
    for text in ("", "   ", "?!", "😀", "\x00", '"'):
        response = get(client, q=text)
        assert titles(response) == []
        assert not response.context["has_words"]
    assert client.get("/az/search/").status_code == 200


def test_pages_of_results_lead_to_each_other(
    client: Client, write_article: Write
) -> None:
    for number in range(PAGE_SIZE + 3):
        write_article(title=f"Mina {number}")
    first = get(client, q="mina", sort="newest")
    assert len(titles(first)) == PAGE_SIZE
    assert first.context["total"] == PAGE_SIZE + 3
    assert first.context["previous_page"] == ""
    second = client.get("/az/search/" + first.context["next_page"])
    assert len(titles(second)) == 3
    assert second.context["next_page"] == ""
    assert not set(titles(first)) & set(titles(second))
    back = client.get("/az/search/" + second.context["previous_page"])
    assert titles(back) == titles(first)
    assert titles(get(client, q="mina", page=WINDOW // PAGE_SIZE)) == []


HOSTILE = [
    "\x00", '"', "'", '"unbalanced', "a OR", "NEAR(", "* ^ : ( ) { }", "title:x",
    "-mina", "mina*", "mina AND NOT", "%", "%s %(a)s", "\\", "'; DROP TABLE x; --",
    "<script>alert(1)</script>", "{{ 7*7 }}", "{% url %}", "İ\u0307", "i\u0307",
    "\u0307" * 200, "a" * 10_000, "a " * 5_000, "ə" * 10_000, '"' * 10_000,
    "😀" * 5_000, "\u202e\u200f\ufeff", "\ud800", "ﷺ ﷲ", "١٢٣", "漢字", "\n\r\t",
    "(" * 5_000 + ")" * 5_000, "mina\x00sülh", "a:b:c:d", "=x", "#kind:news",
    "&amp;", "\u1e9e\u00df", "ǅ ŉ ΐ",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_is_a_valid_question(
    client: Client, write_article: Write, text: str
) -> None:
    write_article(title="Mina")
    encoded = text.encode("utf-8", "surrogatepass")
    response = client.get("/az/search/?" + urlencode({"q": encoded}))
    assert response.status_code == 200
    assert len(parse(text, "az")) <= TERMS
    assert "<script>alert" not in response.content.decode()


def test_any_bytes_are_a_valid_question(client: Client, write_article: Write) -> None:
    write_article(title="Mina")
    chooser = random.Random(3)
    names = ["q", "section", "kind", "from", "to", "tag", "sort", "page"]
    for _round in range(60):
        query = "&".join(
            name + "=" + "".join(f"%{byte:02X}" for byte in chooser.randbytes(30))
            for name in chooser.sample(names, chooser.randrange(1, 9))
        )
        assert client.get(f"/az/search/?q=mina&{query}").status_code == 200


def test_what_was_typed_is_shown_escaped(client: Client, newsroom: Newsroom) -> None:
    text = '"><img src=x onerror=alert(1)>'
    html = get(client, q=text).content.decode()
    assert text not in html
    assert f'value="{escape(text)}"' in html


def test_too_long_a_question_is_cut_and_the_reader_told(
    client: Client, write_article: Write
) -> None:
    write_article(title="Mina")
    response = get(client, q="mina " + "x" * 5000)
    assert response.context["faults"]
    assert len(response.context["query"]) <= 300
    assert titles(response) == ["Mina"]


def test_no_question_finds_what_is_not_public(
    client: Client, newsroom: Newsroom, write_article: Write
) -> None:
    """Neither in results nor in counts, whatever the index holds."""
    write_article(title=f"{CANARY} qaralama", publish=False)
    write_article(
        title=f"{CANARY} embarqo", embargo_until=datetime(2099, 1, 1, tzinfo=UTC)
    )
    stale = write_article(title=f"{CANARY} geri çəkilib")
    ArticlePage.objects.filter(pk=stale.pk).update(live=False)
    write_article(title="Mina")
    for text in (CANARY, f"{CANARY}da", "kanar", f"{CANARY} embarqo", "geri çəkilib"):
        for sort in ("relevance", "newest"):
            response = get(client, q=text, sort=sort)
            assert titles(response) == []
            assert response.context["total"] == 0
            assert not response.context["any_word"]
        assert titles(get(client, q=f"{text} mina")) == ["Mina"]


def test_an_anonymous_answer_can_be_kept_by_caches(
    client: Client, write_article: Write
) -> None:
    write_article(title="Mina")
    response = get(client, q="mina")
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies
    assert "public" in response["Cache-Control"]


def test_only_reading_is_allowed(client: Client, newsroom: Newsroom) -> None:
    assert client.post("/az/search/", {"q": "mina"}).status_code == 405


def add_public_article(newsroom: Newsroom, title: str) -> None:
    """Add a public article without revision or signal: quick, for great numbers."""
    article = ArticlePage(
        title=title,
        standfirst="Qısa giriş sözü.",
        locale=newsroom.locale("az"),
        first_published_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    newsroom.news["az"].add_child(instance=article)


def test_cost_does_not_grow_with_the_archive(
    client: Client, newsroom: Newsroom, write_article: Write
) -> None:
    def cost(**parameters: object) -> int:
        get(client, **parameters)
        with CaptureQueriesContext(connection) as queries:
            get(client, **parameters)
        return len(queries)

    questions: list[dict[str, object]] = [
        {"q": "mina"},
        {"q": "mina roman heykəl", "section": "xeberler", "sort": "newest"},
        {"q": "mina", "kind": "news", "since": "2026-01-01"},
    ]
    for number in range(5):
        write_article(title=f"Mina {number}")
    few = [cost(**question) for question in questions]
    for number in range(195):
        add_public_article(newsroom, f"Mina {number}")
    upkeep.build()
    many = [cost(**question) for question in questions]
    assert get(client, q="mina").context["total"] == 200
    assert many == few
    assert max(many) <= 6
