"""The sweeps that every newsroom has are registered and do their work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
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
    now = timezone.now()
    article = write_article(publish=False)
    article.go_live_at = now + timedelta(hours=1)
    article.save_revision().publish()

    with time_machine.travel(now + timedelta(minutes=59)):
        call_command("run_clock", once=True)
        article.refresh_from_db()
        assert not article.live

    with time_machine.travel(now + timedelta(minutes=61)):
        call_command("run_clock", once=True)
        article.refresh_from_db()
        assert article.live
