"""Making the sample newsroom, step by step, through the actions that editors use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from wagtail.models import Locale

from association.models import StandardPage
from core.locales import language_codes
from demo import accounts, taxonomy
from demo.bodies import Shelf, blocks_of
from demo.citing import reference_of
from demo.content import SampleContent, SamplePage
from demo.curation import arrange_front_page
from demo.dates import Calendar
from demo.indexing import index_for_admin, without_indexing
from demo.ledger import key_of, made, once
from demo.models import SeededItem
from demo.records import record_keys, record_steps
from demo.stories import Writer
from demo.taxonomy import Desk
from demo.translating import publish_in
from front.actions import set_up_newsroom
from front.models import FrontPage

__all__ = ["seed_newsroom"]

Step = tuple[str, str, Callable[[], int]]
_LAST = "indexes:made"


def seed_newsroom(
    content: SampleContent | None = None,
    *,
    calendar: Calendar | None = None,
    report: Callable[[str, int, int], None] = lambda label, done, total: None,
) -> int:
    """Make what is missing of the sample newsroom; return the number of steps done.

    Each step is one transaction with its mark in the ledger, so this can be killed at
    any time and run again. ``report`` is told (label, steps done, steps in all).
    """
    content = content or SampleContent()
    done = _done()
    keys = _keys(content)
    missing = [key for key in keys if key not in done]
    if not missing:
        return 0
    fronts = set_up_newsroom()
    new = accounts.make_accounts()
    locales = {
        locale.language_code: locale
        for locale in Locale.objects.filter(language_code__in=language_codes())
    }
    desk = Desk(
        accounts=accounts.accounts(),
        locales={code: locales[code] for code in language_codes()},
    )
    total, finished = len(keys), len(keys) - len(missing) + new
    steps = new
    SeededItem.objects.filter(key=_LAST).delete()
    with without_indexing():
        for label, key, make in _steps(content, fronts, desk, calendar or Calendar()):
            if key not in done and once(key, make):
                steps, finished = steps + 1, finished + 1
                report(label, finished, total)
    index_for_admin(content)
    once(_LAST, lambda: 0)
    report("index", total, total)
    return steps


def _done() -> set[str]:
    return set(SeededItem.objects.values_list("key", flat=True))


def _keys(content: SampleContent) -> list[str]:
    """Return the keys of all steps, in no order."""
    return [
        *(f"account:{account.username}" for account in accounts.SAMPLE_ACCOUNTS),
        *(f"people:{key}" for key in content.people),
        *(f"topics:{key}" for key in content.topics),
        *(f"places:{key}" for key in content.places),
        *(f"image:{key}" for key in content.images),
        *(f"section:{key}" for key in content.sections),
        *(f"page:{page.key}" for page in content.pages),
        *(f"draft:{story.number}" for story in content.stories),
        *(f"article:{story.number}" for story in content.stories),
        *record_keys(content),
        *(f"front:{code}" for code in language_codes()),
        "credits:accounts",
        _LAST,
    ]


def _steps(
    content: SampleContent,
    fronts: dict[str, FrontPage],
    desk: Desk,
    calendar: Calendar,
) -> Iterator[Step]:
    terms = (
        ("people", content.people), ("topics", content.topics),
        ("places", content.places),
    )  # fmt: skip
    for kind, rows in terms:
        for key, row in rows.items():
            make = partial(taxonomy.make_term, kind, key, row, desk)
            yield kind, f"{kind}:{key}", make
    yield "accounts", "credits:accounts", partial(taxonomy.link_accounts, desk)
    for key, row in content.images.items():
        yield "images", f"image:{key}", partial(taxonomy.make_picture, key, row, desk)
    # Parents come before children.
    for key in sorted(content.sections, key=lambda k: "parent" in content.sections[k]):
        make = partial(taxonomy.make_section, key, content, fronts, desk)
        yield "sections", f"section:{key}", make
    for page in content.pages:
        yield "pages", f"page:{page.key}", partial(_page, page, fronts, desk)
    writer = Writer(desk, calendar)
    for story in content.stories:
        yield "drafts", f"draft:{story.number}", partial(writer.draft, story)
    # Articles cite records.
    yield from record_steps(content, desk)
    for number, story in enumerate(content.stories):
        make = partial(writer.finish, story, number)
        yield f"article {story.number}", f"article:{story.number}", make
    for code in fronts:
        make = partial(arrange_front_page, code, content, fronts, desk, calendar)
        yield "front pages", f"front:{code}", make


def _page(page: SamplePage, fronts: dict[str, FrontPage], desk: Desk) -> int:
    """Publish a standard page in every language, the first as the original."""
    shelf = Shelf(
        images=made("image"),
        stories=made("draft"),
        file_of=taxonomy.file_of,
        reference_of=reference_of,
    )

    def version(code: str) -> StandardPage:
        return StandardPage(
            title=page.words[code]["title"],
            summary=page.words[code]["summary"],
            body=blocks_of(page.key, page.body, code, shelf),
            show_in_menus=True,
            locale=desk.locales[code],
            translation_key=key_of("page", page.key),
            live=False,
            owner=desk.chief,
        )

    codes = [code for code in desk.locales if code in page.words]
    original = version(codes[0])
    fronts[codes[0]].add_child(instance=original)
    original.save_revision(user=desk.chief).publish(user=desk.chief)
    publish_in(
        original=StandardPage.objects.get(pk=original.pk),
        versions={code: version(code) for code in codes[1:]},
        translators=desk.translators,
        publisher=desk.chief,
    )
    return original.pk
