"""The sweeps that every newsroom has are registered and do their work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from articles.models import ArticlePage
from core.clock import sweeps


def test_publication_is_swept_twice_a_minute_and_old_rows_daily() -> None:
    periods = {sweep.name: sweep.every_seconds for sweep in sweeps()}
    assert periods["publish_scheduled"] == 30
    assert periods["clear_sessions"] == periods["prune_task_results"] == 86_400


@pytest.mark.database
def test_clock_publishes_an_article_whose_hour_has_come(
    write_article: Callable[..., ArticlePage],
) -> None:
    article = write_article(publish=False)
    article.go_live_at = timezone.now() + timedelta(hours=1)
    article.save_revision().publish()
    article.refresh_from_db()
    assert not article.live

    ArticlePage.objects.filter(pk=article.pk).update(go_live_at=None)
    revision = article.get_latest_revision()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save(update_fields=["approved_go_live_at"])
    call_command("run_clock", once=True)

    article.refresh_from_db()
    assert article.live
