"""No page reads a table from end to end that grows with the archive: its queries would
be as many as ever, and each slower."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import Picture
from core.pictures.actions import make_picture_renditions
from demo.actions import seed_newsroom
from demo.archive import grow_archive
from tests.demo.readers_pages import readers_pages

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ARTICLES = 60
_TABLE = re.compile(r'(?:FROM|JOIN) "(\w+)"(?: ([A-Z]\d+)\b)?')
_SCAN = re.compile(
    r"^SCAN (\w+)(?: USING (?:COVERING )?INDEX (?:sqlite_autoindex_)?(\w+))?"
)


@pytest.fixture
def growing(content, calendar) -> set[str]:
    """The names of the tables that hold a row for each article, or more."""
    seed_newsroom(content, calendar=calendar)
    for picture in Picture.objects.all():
        make_picture_renditions(picture.pk)
    before = sizes()
    grow_archive(ARTICLES, content=content)
    grown = {name for name, rows in sizes().items() if rows - before[name] >= ARTICLES}
    assert {"wagtailcore_page", "articles_listingentry", "search_document"} <= grown
    return grown


def sizes() -> dict[str, int]:
    models = apps.get_models(include_auto_created=True)
    return {m._meta.db_table: m._base_manager.count() for m in models}


def plan_as_if_large(tables: Iterable[str]) -> None:
    """Make PostgreSQL plan as if ``tables`` had a million rows each: it reads small
    ones whole. SQLite keeps no count of rows unless it is told to."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            cursor.execute(
                "UPDATE pg_class SET reltuples = 1000000 WHERE relname = ANY(%s)",
                [list(tables)],
            )


def scanned(sql: str) -> set[str]:
    """Return the tables that ``sql`` reads from end to end, having no other way."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"EXPLAIN (FORMAT json) {sql}")
            [[plan]] = cursor.fetchall()
            plan = json.loads(plan) if isinstance(plan, str) else plan
            return set(sequential(plan[0]["Plan"]))
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        steps = [row[3] for row in cursor.fetchall()]
    found: set[str] = set()
    for match in filter(None, map(_SCAN.match, steps)):
        alias, index = match[1], match[2] or ""
        # Subqueries give one alias to several tables; most indexes name theirs.
        tables = {t for t, name in _TABLE.findall(sql) if (name or t) == alias}
        found |= {table for table in tables if index.startswith(f"{table}_")} or tables
    return found


def sequential(plan: dict[str, Any]) -> Iterator[str]:
    is_whole = plan["Node Type"] in {"Index Scan", "Index Only Scan"}
    is_whole = is_whole and "Index Cond" not in plan
    if is_whole or plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from sequential(part)


def test_no_page_reads_the_archive_from_end_to_end(growing):
    plan_as_if_large(growing)
    client, faults = Client(), {}
    words = {"az": "cümlə", "ru": "предложение"}
    for code, word in words.items():
        for name, address in readers_pages(code, word).items():
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                client.get(address)
            for query in captured.captured_queries:
                if read := scanned(query["sql"]) & growing:
                    faults[f"{name} ({code})"] = (read, query["sql"])
    assert faults == {}


def test_a_table_that_is_read_whole_is_noticed(db):
    plan_as_if_large(["wagtailcore_page"])
    page = '"wagtailcore_page"'
    whole = f"SELECT * FROM {page} WHERE {page}.\"url_path\" = '/az/'"  # noqa: S608
    aliased = f"SELECT * FROM {page} U0 WHERE U0.\"url_path\" = '/az/'"  # noqa: S608
    by_key = f'SELECT * FROM {page} WHERE {page}."id" = 1'  # noqa: S608
    assert scanned(whole) == scanned(aliased) == {"wagtailcore_page"}
    assert scanned(by_key) == set()
