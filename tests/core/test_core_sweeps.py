"""The sweeps that every newsroom has are registered and do their work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from articles.models import ArticlePage
from core.clock import sweeps
from core.pictures.tasks import make_renditions
from core.sweeps import revive_tasks


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


def run_worker_to_its_death(result: Any) -> None:
    """Claim the task as a worker does, and never finish it."""
    DBTaskResult.objects.get(pk=result.id).claim("killed")


@pytest.fixture
def task_in_database(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A task that waits in the database, as in production."""
    # The worker must not close the connection that holds this test's transaction.
    monkeypatch.setattr(f"{db_worker.__name__}.close_old_connections", lambda: None)
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    return make_renditions.enqueue(picture_id=0)


@pytest.mark.database
def test_task_of_a_killed_worker_is_run_by_the_next(task_in_database: Any) -> None:
    run_worker_to_its_death(task_in_database)
    now = timezone.now()

    with time_machine.travel(now + timedelta(minutes=59)):
        assert revive_tasks() == 0
    call_command("db_worker", batch=True, startup_delay=False, verbosity=0)
    stored = DBTaskResult.objects.get()
    assert stored.status == TaskResultStatus.RUNNING

    with time_machine.travel(now + timedelta(minutes=61)):
        assert revive_tasks() == 1
        assert revive_tasks() == 0
        call_command("db_worker", batch=True, startup_delay=False, verbosity=0)
    stored.refresh_from_db()
    assert stored.status == TaskResultStatus.SUCCESSFUL


@pytest.mark.database
def test_task_that_kills_every_worker_is_given_up(
    task_in_database: Any, caplog: pytest.LogCaptureFixture
) -> None:
    now = timezone.now()
    for hours in (2, 4):
        run_worker_to_its_death(task_in_database)
        with time_machine.travel(now + timedelta(hours=hours)):
            assert revive_tasks() == 1
    run_worker_to_its_death(task_in_database)
    with time_machine.travel(now + timedelta(hours=6)):
        assert revive_tasks() == 0

    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED
    assert "core.pictures.tasks.make_renditions" in caplog.text
