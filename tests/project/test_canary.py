"""Nothing of a hidden story reaches a reader, by no address that the site has.

The addresses come out of the URLconf: whoever adds one must say here what to ask it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from difflib import unified_diff
from urllib.parse import quote
from uuid import UUID

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import override
from wagtail.models import PageViewRestriction

from articles.models import Kind
from articles.paging import Cursor
from tests.conftest import Newsroom
from tests.project.addresses import addresses
from tests.project.secret import (
    CODES,
    MARK,
    STATES,
    SecretStory,
    secret,
    unpublished,
)

pytestmark = pytest.mark.django_db

# As long as the mark, and nowhere in the database: what asks for it asks for nothing.
NOTHING = "wjyk"
PRIVATE = {"private", "in_a_private_section"}
ELSEWHERE = {"az": "en", "en": "ru", "ru": "az"}


def _term(kind: str, what: str) -> Callable[[SecretStory, str], Iterable[str]]:
    def paths(story: SecretStory, code: str) -> Iterator[str]:
        yield f"/{code}/{kind}/{secret(what, code)}/"
        yield f"/{code}/{kind}/{secret(what, code)}/?before={_cursor(story, code)}"
        yield f"/{code}/{kind}/{secret(what, ELSEWHERE[code])}/"

    return paths


def _feed(name: str, *words: str) -> Callable[[SecretStory, str], Iterable[str]]:
    def paths(story: SecretStory, code: str) -> Iterator[str]:
        for form in ("atom", "rss"):
            for word in words:
                yield f"/{code}/feed/{name}/{secret(word, code)}/{form}.xml"
            if not words:
                yield f"/{code}/feed/{name}{form}.xml"

    return paths


def _cursor(story: SecretStory, code: str) -> Cursor:
    return Cursor(timezone.now(), story.versions[code].pk + 1)


def _days(story: SecretStory, code: str) -> Iterator[str]:
    for days in (-1, 0, 1):
        when = timezone.localdate() + timedelta(days=days)
        yield f"/{code}/archive/{when.year}/{when.month}/{when.day}/"


def _sections(story: SecretStory, code: str) -> Iterator[str]:
    for section in (story.sections[code], story.newsroom.news[code]):
        section.refresh_from_db()
        below = section.url_path.removeprefix(f"/{code}/")
        yield from (f"/{code}/feed/section/{below}{f}.xml" for f in ("atom", "rss"))


def _pages(story: SecretStory, code: str) -> Iterator[str]:
    for own in CODES:
        path = story.path(own)
        yield f"/{code}/{path.split('/', 2)[2]}"
    section = path.rsplit("/", 2)[0] + "/"
    yield from (section, f"{section}?after={_cursor(story, code)}")
    yield from (f"/{code}/", story.newsroom.news[code].url_path)
    yield story.neighbours[code].url_path
    yield f"/{code}/old-address/"
    yield from (page.url_path for page in story.pages[code])


def _searches(story: SecretStory, code: str) -> Iterator[str]:
    for words in ("words", "Neighbour", MARK, "words&sort=newest"):
        yield f"/{code}/search/?q={words}"
    yield f"/{code}/search/?q=words&tag={secret('tag', code)}"
    yield f"/{code}/search/?q=words&section={secret('section', code)}"
    yield f"/{code}/search/?q={secret('title', code)}"
    yield f"/{code}/search/?q={secret('topic', code)}+{secret('paragraph', code)}"


def _at(*paths: str) -> Callable[[SecretStory, str], Iterable[str]]:
    """Ask at ``paths``: ``{code}`` is the language, ``{word}`` the story's title as an
    address, ``{page}`` the whole address of its page."""

    def found(story: SecretStory, code: str) -> Iterator[str]:
        page = f"{settings.WAGTAILADMIN_BASE_URL}{story.path(code)}"
        word = secret("title", code)
        yield from (path.format(code=code, word=word, page=page) for path in paths)

    return found


Places = Callable[[SecretStory, str], Iterable[str]]

# Address name → paths to ask for, in one language.
PLACES: dict[str, Places] = {
    "entrance": lambda story, code: ["/"],
    "health": lambda story, code: ["/health/"],
    "robots": lambda story, code: ["/robots.txt"],
    "sitemap": lambda story, code: ["/sitemap.xml"],
    "sitemap_file": lambda story, code: [f"/sitemaps/{code}-{n}.xml" for n in (0, 1)],
    "news_sitemap": lambda story, code: ["/news-sitemap.xml"],
    "choose_language": lambda story, code: [
        f"/language/{code}/?to={quote(story.path(code))}"
    ],
    "wagtaildocs_serve": lambda story, code: [
        f"/documents/{story.document.pk}/{story.document.filename}"
    ],
    "wagtaildocs_authenticate_with_password": lambda story, code: [
        "/documents/authenticate_with_password/1/"
    ],
    "topic": _term("topics", "topic"),
    "place": _term("places", "place"),
    "tag": _term("tags", "tag"),
    "person": lambda story, code: [
        *_term("people", "author")(story, code),
        *_term("people", "translator")(story, code),
    ],
    "kind": lambda story, code: [f"/{code}/kinds/{kind}/" for kind in Kind.values],
    "archive": lambda story, code: [f"/{code}/archive/"],
    "day": _days,
    "corrections": lambda story, code: [
        f"/{code}/corrections/", f"/{code}/corrections/?before=999999"
    ],
    "live_entries": lambda story, code: [
        f"/{code}/live/{version.pk}/" for version in story.versions.values()
    ],
    "site": _feed(""),
    "section": _sections,
    "topic_feed": _feed("topic", "topic"),
    "place_feed": _feed("place", "place"),
    "tag_feed": _feed("tag", "tag"),
    "person_feed": _feed("person", "author", "translator"),
    "kind_feed": lambda story, code: [
        f"/{code}/feed/kind/{kind}/{form}.xml"
        for kind in Kind.values
        for form in ("atom", "rss")
    ],
    "corrections_feed": _feed("corrections/"),
    "search": _searches,
    "wagtailcore_login": lambda story, code: [
        f"/{code}/sign-in/?next={quote(story.path(code))}"
    ],
    "wagtailcore_authenticate_with_password": lambda story, code: [
        f"/{code}/private/{lock.pk}/{version.pk}/"
        for lock in PageViewRestriction.objects.all()
        for version in story.versions.values()
    ],
    "wagtail_serve": _pages,
    "ark": _at("/ark:/99999/{word}/"),
    "memento": _at("/memento/20260101000000/{page}"),
    "memento_timegate": _at("/memento/timegate/{page}"),
    "memento_timemap": _at("/memento/timemap/link/{page}"),
    "memento_package": _at("/memento/package/{word}.wacz"),
    "evidence_corrections": _at("/{code}/evidence/corrections/"),
    "evidence_feed": _at("/{code}/evidence/feed.atom"),
    "evidence_record": _at("/{code}/evidence/{word}/"),
    "evidence_text": _at("/{code}/evidence/{word}/text/{word}/1/"),
    "evidence_version": _at("/{code}/evidence/{word}/v1/"),
    "evidence_version_json": _at("/{code}/evidence/{word}/v1.json"),
    "evidence_citation": _at("/{code}/evidence/{word}/v1.bib"),
    "evidence_captions": _at(
        f"/{{code}}/evidence/{{word}}/v1/captions/{UUID(int=1)}.vtt"
    ),
    "evidence_tiled_image": _at("/evidence/iiif/0a/{word}"),
    "evidence_tiles": _at("/evidence/iiif/0a/{word}/info.json"),
    "evidence_tile": _at(f"/evidence/iiif/{'0a' * 32}/none/full/max/0/default.jpg"),
    "evidence_file": _at("/evidence/files/0a/{word}.webp"),
    "evidence_rendition": _at(f"/evidence/files/{'0a' * 32}/none-640.webp"),
    "api:api-root": _at("/api/v1/"),
    "api:openapi-json": _at("/api/v1/openapi.json"),
    "api:list_records": _at("/api/v1/records", "/api/v1/records?place={word}"),
    "api:geojson": _at("/api/v1/records.geojson"),
    "api:csv_file": _at("/api/v1/records.csv"),
    "api:crm": _at("/api/v1/records/{word}.jsonld"),
    "api:newest": _at("/api/v1/records/{word}"),
    "api:version": _at("/api/v1/records/{word}/versions/1"),
}  # fmt: skip


def _place_of(name: str) -> str:
    """Both formats of a feed are asked together."""
    feed = re.fullmatch(r"(\w+)_(atom|rss)", name)
    if not feed:
        return name
    return feed[1] if feed[1] in PLACES.keys() - {"topic", "place", "tag", "person",
        "kind", "corrections"} else f"{feed[1]}_feed"  # fmt: skip


def readers_addresses() -> set[str]:
    with override("en"):
        return {
            _place_of(found.name)
            for found in addresses()
            if not found.route.startswith("admin/")
        }


def test_every_address_for_readers_is_asked():
    assert readers_addresses() == PLACES.keys()


_TOKEN = re.compile(r"csrfmiddlewaretoken\" value=\"\w+")


def seen(client: Client, path: str) -> tuple[int, str]:
    """Return status, headers and text of the answer, without what never tells."""
    client.cookies.pop(settings.LANGUAGE_COOKIE_NAME, None)
    response = client.get(path)
    content = b"".join(response) if response.streaming else response.content
    headers = sorted(
        f"{name}: {value}"
        for name, value in response.headers.items()
        if name not in {"Content-Length", "Expires"}
    )
    text = "\n".join([*headers, content.decode("utf-8", "replace")])
    return response.status_code, _TOKEN.sub("", text)


def leak(client: Client, path: str, mark: str = MARK) -> str:
    """Return what the answer tells of the words that ``mark`` matches; "" if nothing.

    What is asked for comes back in an answer (in the form of a search, say). So where
    the address has such a word in it, the answer must be the very one to an address of
    nothing.
    """
    status, text = seen(client, path)
    if not re.search(mark, path):
        told = re.search(f".*{mark}.*", text)
        return f"{path}: {told[0].strip()[:200]}" if told else ""
    other, wanted = seen(client, path.replace(MARK, NOTHING))
    differences = list(
        unified_diff(
            [str(other), *wanted.replace(NOTHING, MARK).splitlines()],
            [str(status), *text.splitlines()],
            n=0,
        )
    )
    return "\n".join([path, *differences[:9]]) if differences else ""


def asked(story: SecretStory, name: str) -> Iterator[str]:
    """Yield every path to ask for at the addresses called ``name``, each once."""
    paths = (path for code in CODES for path in PLACES[name](story, code))
    return iter(dict.fromkeys(paths))


def leaks(
    client: Client, story: SecretStory, mark: str = MARK, *, but: Iterable[str] = ()
) -> list[str]:
    """Return the leaks of all addresses but those that begin with one of ``but``."""
    begin = tuple(but)
    found = (
        leak(client, path, mark)
        for name in PLACES
        for path in asked(story, name)
        if not path.startswith(begin)
    )
    return [told for told in found if told]


def private_addresses(story: SecretStory, state: str) -> list[str]:
    """That a page is private may be known where it is, and below."""
    pages = [story.pages[code][1].url_path for code in CODES]
    if state == "in_a_private_section":
        return [*pages, *(story.section_path(code) for code in CODES)]
    return [*pages, *(story.path(code) for code in CODES if state == "private")]


@pytest.fixture
def story(newsroom: Newsroom) -> SecretStory:
    return SecretStory(newsroom)


@pytest.fixture
def member(newsroom: Newsroom) -> Client:
    """Somebody with an account but no rights."""
    client = Client()
    client.force_login(get_user_model().objects.create_user("member"))
    return client


@pytest.mark.parametrize("state", STATES)
def test_a_hidden_story_is_nowhere(story: SecretStory, client: Client, state: str):
    STATES[state](story, CODES)
    assert leaks(client, story, but=private_addresses(story, state)) == []


@pytest.mark.parametrize("state", ["under_embargo", "in_a_private_section"])
def test_an_account_alone_shows_no_hidden_story(
    story: SecretStory, member: Client, state: str
):
    STATES[state](story, CODES)
    assert leaks(member, story, but=private_addresses(story, state)) == []


@pytest.mark.parametrize("state", ["draft", "unpublished", "private"])
def test_a_version_hidden_in_one_language_is_nowhere(
    story: SecretStory, client: Client, state: str
):
    story.publish("az", "en")
    STATES[state](story, ("ru",))
    hidden = [p for p in private_addresses(story, state) if p.startswith("/ru/")]
    assert leaks(client, story, rf"{MARK}[a-z]+ru\b", but=hidden) == []


def test_a_public_story_is_found_by_the_same_questions(
    story: SecretStory, client: Client
):
    story.publish()
    shown = {
        name for name in PLACES if any(leak(client, p) for p in asked(story, name))
    }
    # These tell of no story whatever, public or not.
    silent = {
        *("entrance", "health", "robots", "sitemap", "archive", "choose_language"),
        *("wagtaildocs_authenticate_with_password", "wagtailcore_login"),
        "wagtailcore_authenticate_with_password",
        # They tell of records alone.
        *(n for n in PLACES if re.match("ark|api:|evidence_|memento", n)),
    }
    assert PLACES.keys() - shown == silent


def test_no_cache_is_told_that_a_withdrawn_story_is_unchanged(
    story: SecretStory, client: Client
):
    story.publish()
    known = {}
    for name in PLACES:
        for path in asked(story, name):
            response = client.get(path)
            response.close()
            if MARK in seen(client, path)[1] and response.status_code == 200:
                known[path] = response.headers.get("ETag", '"none"')
    assert len(known) > 20
    unpublished(story, CODES)
    for path, etag in known.items():
        for header in (
            {"If-None-Match": etag},
            {"If-Modified-Since": http_date()},
        ):
            response = client.get(path, headers=header)
            response.close()
            assert response.status_code != 304, path
