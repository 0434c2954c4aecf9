"""How much faster translation is here than wagtail-localize as it comes.

Queries and processor time of both; it passes whatever they are.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.operations import translate_object
from wagtail_localize.views.edit_translation import edit_translation

from translation.actions import (
    publish_translation,
    save_translations,
    submit_for_translation,
)
from translation.patches import bulk_segments, safe_save_target
from translation.progress import Progress
from translation.views.edit import edit_version

Measure = tuple[int, float]


def measure(act: Callable[[], Any]) -> Measure:
    start = time.process_time()
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured), time.process_time() - start


def compare(table: Any, name: str, stock: Measure, ours: Measure) -> None:
    (their_queries, their_time), (our_queries, our_time) = stock, ours
    rows = table(
        "Translation: wagtail-localize as it comes, and ours",
        *("step", "queries", "ours", "ms of CPU", "ours", "times faster"),
    )
    rows.add(
        name, their_queries, our_queries, their_time * 1000, our_time * 1000,
        their_time / our_time,
    )  # fmt: skip


@pytest.mark.parametrize("length", [60, 200])
def test_translation(length, newsroom, write_article, accounts, monkeypatch, table):
    locales = [newsroom.locale("en"), newsroom.locale("ru")]
    blocks = [("paragraph", f"<p>Abzas {n}, mətn.</p>") for n in range(length)]
    warm, one, other = (
        write_article(title=f"Yazı {n}", blocks=blocks) for n in range(3)
    )
    submit_for_translation(page=warm, locales=locales)

    with monkeypatch.context() as patch:
        patch.setattr(TranslationSource, "refresh_segments", bulk_segments.stock)
        patch.setattr(Translation, "save_target", safe_save_target.stock)
        stock = measure(lambda: translate_object(one, locales))
    ours = measure(lambda: submit_for_translation(page=other, locales=locales))
    compare(table, f"Submit {length} paragraphs to two languages", stock, ours)

    def english(article: Any) -> Translation:
        return Translation.objects.get(
            source__object_id=article.translation_key, target_locale=locales[0]
        )

    def translate(article: Any) -> None:
        segments = Progress(english(article)).required
        texts = {s.source: f"en {s.source}" for s in segments}
        save_translations(
            translation=english(article), texts=texts, user=accounts["chief"]
        )

    translate(one)
    translate(other)

    def open_editor(view: Any, article: Any) -> None:
        request = RequestFactory().get("/")
        request.user = accounts["admin"]
        translation = english(article)
        response = view(request, translation, translation.get_target_instance())
        if not getattr(response, "is_rendered", True):
            response.render()

    stock = measure(lambda: open_editor(edit_translation, one))
    ours = measure(lambda: open_editor(edit_version, other))
    compare(table, f"Open {length} paragraphs in the editor", stock, ours)

    def publish_as_stock() -> None:
        # Stock publishes when the transaction ends, which a test's never does.
        safe_save_target.stock(english(one), publish=False)
        english(one).get_target_instance().get_latest_revision().publish()

    stock = measure(publish_as_stock)
    ours = measure(lambda: publish_translation(translation=english(other)))
    compare(table, f"Publish {length} paragraphs", stock, ours)
