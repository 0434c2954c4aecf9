"""Nothing that an archive keeps private reaches anybody by any address of the site.

The addresses come out of the URLconf: whoever adds one says in
:mod:`tests.evidence.asking` what to ask it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client, override_settings
from django.utils.translation import override

from evidence.models import (
    Exhibit,
    Intake,
    PublishedVersion,
    Record,
    RecordPage,
    Source,
)
from front.actions import set_up_newsroom
from search.analysis import term
from search.engines import Lookup, get_engine
from tests.conftest import Newsroom
from tests.evidence.asking import (
    CASES,
    CODES,
    SILENT,
    answer,
    around,
    asked,
    assert_bare,
    content_of,
    leak,
    secrets,
)
from tests.evidence.canaries import LEAK, MARK, PUBLIC, CanaryArchive, canary
from tests.evidence.records import Recorder
from tests.project.addresses import addresses

pytestmark = pytest.mark.django_db

# Words of records that were public before they were hidden. Who works at pages sees
# them, and lists keep them for the day on which a seal ends; no reader is told.
_ONCE_PUBLIC = re.compile(
    rf"{MARK}(closed|sealed|withdrawn)"
    "(title|summary|account|not_known|claim|actor|caption|alt|script|signed)"
)


def test_every_address_for_readers_is_asked():
    with override("en"):
        found = {a.name for a in addresses() if not a.route.startswith("admin/")}
    assert found == CASES.keys()


@pytest.fixture(scope="module")
def archive(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[CanaryArchive]:
    """One archive for all tests of this file: each leaves it as it was."""
    folder = tmp_path_factory.mktemp("private")
    storage = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(folder), "base_url": None},
    }
    storages = {**settings.STORAGES, "default": storage}
    with (
        django_db_blocker.unblock(),
        override_settings(STORAGES=storages),
        transaction.atomic(),
    ):
        users = get_user_model().objects
        by, reviewer = users.create_user("by"), users.create_user("reviewer")
        rights = ("review_record", "withdraw_record", "add_deaccession")
        reviewer.user_permissions.set(Permission.objects.filter(codename__in=rights))
        with override("en"):
            newsroom = Newsroom(fronts=set_up_newsroom())
            yield CanaryArchive(Recorder(newsroom, by, reviewer))
        transaction.set_rollback(True)


@pytest.fixture
def reader() -> Client:
    """Somebody without an account; faults of the server are answered, not raised."""
    return Client(raise_request_exception=False)


def test_nothing_private_is_told_at_any_address(
    archive: CanaryArchive, reader: Client
) -> None:
    private, found, shows = secrets(), [], set()
    # The canaries are where the archive keeps them, so they could leak.
    assert canary("serial") in str(archive.plain.metadata)
    assert "24.4268" in str(archive.plain.metadata)
    questions = asked(archive)
    for name, path in questions:
        found.append(leak(reader, path, private, "get"))
        if PUBLIC in path or name in shows | SILENT:
            continue
        if PUBLIC in answer(reader, path)[1]:
            shows.add(name)
    own = re.compile(r"evidence|ark|api|memento|wagtail_serve")
    for path in [path for name, path in questions if own.match(name)][::7]:
        found += [leak(reader, path, private, m) for m in ("head", "options", "post")]
    leaks = [leak for leak in found if leak]
    assert leaks == [], "\n".join(leaks)
    # The same questions find what is public.
    assert shows == CASES.keys() - SILENT - {"search"}
    assert PUBLIC in answer(reader, "/en/search/?q=incident")[1]
    copy = archive.plain.derivatives.get()
    path = f"/evidence/files/{copy.sha256}/{archive.plain.name}"
    for address in (f"{path}.webp", f"{path}-480.webp"):
        assert answer(reader, address)[0] == 200, address


def test_of_what_is_public_only_redacted_no_other_copy_is_shown(
    archive: CanaryArchive, reader: Client
) -> None:
    status = {
        copy.kind: answer(
            reader, f"/evidence/files/{copy.sha256}/{archive.redacted.name}.webp"
        )[0]
        for copy in archive.redacted.derivatives.all()
    }
    assert status == {"resized": 404, "redacted": 200}
    plain = archive.redacted.derivatives.get(kind="resized")
    archive.redacted.derivatives.update(is_current=True)
    path = f"/evidence/files/{plain.sha256}/{archive.redacted.name}.webp"
    assert answer(reader, path)[0] == 404


def test_exact_bytes_are_kept_back_once_something_in_them_is_closed(
    archive: CanaryArchive, reader: Client
) -> None:
    name = archive.half_closed.name
    for path in (f"/en/evidence/{name}/v1.json", f"/api/v1/records/{name}"):
        assert answer(reader, path)[0] == 403, path
    assert answer(reader, f"/en/evidence/{name}/v1/")[0] == 200
    Source.objects.filter(title=canary("closedsourcetitle")).update(access="public")
    Exhibit.objects.filter(title=canary("closedexhibittitle")).update(access="public")
    for path in (f"/en/evidence/{name}/v1.json", f"/api/v1/records/{name}"):
        assert answer(reader, path)[0] == 200, path


def test_a_translation_brings_words_alone_into_a_version(
    archive: CanaryArchive,
) -> None:
    first, *later = PublishedVersion.objects.filter(record=archive.changed.pk)
    assert [version.occasion for version in later] == ["translation"] * 2
    told = {
        "version",
        "occasion",
        "reasons",
        "published_at",
        "previous_sha256",
        "words",
    }
    for version in later:
        changed = {k for k, v in version.document.items() if first.document[k] != v}
        assert changed == told
    assert set(later[-1].document["words"]) == set(CODES)


def test_errors_tell_nothing(
    archive: CanaryArchive, reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any) -> None:
        raise ValueError(canary("fault"))

    monkeypatch.setattr(sys.modules["evidence.views.record"], "present", fail)
    status, text = answer(reader, f"/en/evidence/{archive.open.name}/")
    assert status == 500
    assert not LEAK.search(text)
    assert PUBLIC not in text


def test_no_cache_is_told_that_a_hidden_record_is_unchanged(
    archive: CanaryArchive, reader: Client
) -> None:
    known = {}
    own = archive.open.name, archive.plain.name
    for _name, path in asked(archive):
        if any(name in path for name in own):
            response = reader.get(path)
            content_of(response)
            if response.status_code == 200 and "ETag" in response.headers:
                known[path] = response.headers["ETag"]
    assert len(known) > 5
    Record.objects.filter(pk=archive.open.pk).update(access="restricted")
    for path, etag in known.items():
        response = reader.get(path, headers={"If-None-Match": etag})
        assert response.status_code == 404, path
        assert PUBLIC not in response.content.decode()


def test_a_public_export_holds_nothing_private(
    archive: CanaryArchive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("export_evidence", str(tmp_path / "bag"))
    private, versions = secrets(), 0
    for file in (tmp_path / "bag").rglob("*"):
        if not file.is_file() or file.name in {"verify.py", "README.txt"}:
            continue
        content = file.read_bytes()
        if file.parent.name == "derivatives":
            assert_bare(content)
            continue
        assert not private.search(content.decode()), file
        versions += PUBLIC in content.decode()
    assert versions >= 2
    names = {file.name for file in (tmp_path / "bag").rglob("*")}
    assert not names & set(Exhibit.objects.values_list("sha256", flat=True))


def test_what_lists_and_search_are_made_of_holds_nothing_private(
    archive: CanaryArchive, reader: Client
) -> None:
    for path in ("/en/", "/en/evidence/", "/sitemap.xml", "/api/v1/records"):
        answer(reader, path)
    tables = [
        name
        for name in connection.introspection.table_names()
        if re.match(r"evidence_catalogue|search_(?!fts_)", name)
    ]
    assert {"search_documenttext", "evidence_cataloguewords"} <= set(tables)
    private = secrets()
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own names
            for row in cursor.fetchall():
                assert not private.search(_ONCE_PUBLIC.sub("", str(row))), (table, row)
    words = ("drafttitle", "submittedclaim", "withdrawntitle", "newtitle", "newclaim",
             "shutcaption", "shutpage", "laterscript", "confidentialtitle",
             "closedexhibitcaption", "closedexhibitscript", "closedexhibitpage",
             "closedsourcetitle", "closedtranslation", "claim", "actor")  # fmt: skip
    hits = {word: _indexed(canary(word)) for word in words}
    assert not any(hits.values()), hits
    assert _indexed(f"{PUBLIC} account")
    kept = b"".join(getattr(cache, "_cache", {}).values())
    assert MARK.encode() not in kept


def _indexed(words: str) -> list[int]:
    """Return what the engine itself finds, whether or not it is public."""
    terms = [term(word, "en") for word in words.split()]
    return get_engine().search(Lookup(terms=terms))


def _admin_paths(archive: CanaryArchive) -> Iterator[str]:
    """Every address of the admin without parameters, and those of the archive with
    each record, source, exhibit and intake in their place."""
    hidden = archive.hidden["draft"]
    exhibit = archive.exhibits_of(hidden)[0]
    source = Source.objects.get(title=canary("drafttitle"))
    numbers = {str(hidden.pk), str(archive.open.pk), str(exhibit.pk), str(source.pk)}
    numbers |= {str(page.pk) for page in RecordPage.objects.all()[:1]}
    intake = Intake.objects.filter(exhibit=exhibit).first()
    for found in addresses():
        route = found.route
        if not route.startswith("admin/") or "(?P" in route or "sign_out" in route:
            continue
        path = "/" + re.sub(r"[\^$\\]", "", route)
        path = re.sub(r"<uuid:\w+>", str(intake.uuid if intake else ""), path)
        if "<" not in path:
            yield path
            continue
        if "evidence" in path:
            for number in numbers:
                yield re.sub(r"<\w+:?\w*>", number, path)
    for kind in ("incident", "source", "exhibit"):
        base = f"/admin/snippets/choose/evidence/{kind}/"
        yield f"{base}?q={MARK}"
        yield f"{base}results/?q={MARK}"
        yield f"{base}chosen-multiple/?" + "&".join(f"id={n}" for n in numbers)


@pytest.mark.parametrize("role", ["nobody", "member", "translator", "editor_az"])
def test_the_admin_tells_nothing_to_those_without_the_right(
    archive: CanaryArchive, accounts: dict[str, Any], reader: Client, role: str
) -> None:
    if role != "nobody":
        user = accounts.get(role) or get_user_model().objects.create_user("member")
        reader.force_login(user)
    told, broken = [], []
    colleagues = re.compile(rf"{MARK}(by|rev)(name)?\b")
    for path in dict.fromkeys(_admin_paths(archive)):
        response = reader.get(path)
        if response.status_code == 500 and "evidence" in path:
            broken.append(path)
        content = content_of(response)
        text = _ONCE_PUBLIC.sub("", content.decode("utf-8", "replace"))
        text = colleagues.sub("", text.replace(f"q={MARK}", ""))
        text = text.replace(f'value="{MARK}"', "")
        if found := LEAK.search(text):
            told.append(f"{path}: …{around(text, found)}…")
    assert (told, broken) == ([], [])


def test_the_same_admin_tells_researchers(
    archive: CanaryArchive, accounts: dict[str, Any], reader: Client
) -> None:
    reader.force_login(accounts["researcher"])
    base = "/admin/snippets/choose/evidence/source/results/"
    assert canary("drafttitle") in reader.get(base).content.decode()
