"""The sweeps that every newsroom needs: schedules kept, dead tasks revived, old rows
cleared."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial

from django.core.management import call_command
from django.utils import timezone
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, TaskResultStatus, task_backends
from django_tasks_db import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from core.clock import register_sweep
from core.outbox import deliver_due_mail

__all__ = ["register_core_sweeps", "revive_tasks"]

logger = logging.getLogger(__name__)

DAY = 24 * 3600
# Nothing that is given to a task may take longer.
LONGEST_TASK = timedelta(hours=1)
ATTEMPTS = 3


def register_core_sweeps() -> None:
    """Register publication at its hour, and the daily clearing of spent rows."""
    publish = partial(call_command, "publish_scheduled", verbosity=0)
    register_sweep("publish_scheduled", publish, 30)
    clear = partial(call_command, "clearsessions", verbosity=0)
    register_sweep("clear_sessions", clear, DAY)
    register_sweep("prune_task_results", _prune_task_results, DAY)
    register_sweep("revive_tasks", revive_tasks, 300)
    register_sweep("deliver_mail", deliver_due_mail, 60)


def revive_tasks() -> int:
    """Give the tasks of killed workers to living ones; return how many.

    Tasks are safe to run twice. One that took several workers along is given up: what
    it was to do is left to the sweep of its room.
    """
    now = timezone.now()
    dead = DBTaskResult.objects.running().filter(started_at__lt=now - LONGEST_TASK)
    revived = 0
    for task in dead:
        still = dead.filter(pk=task.pk)
        if len(task.worker_ids) < ATTEMPTS:
            revived += still.update(status=TaskResultStatus.READY)
        elif still.update(
            status=TaskResultStatus.FAILED,
            finished_at=now,
            traceback=f"{len(task.worker_ids)} workers ended while they ran it.",
        ):
            logger.error("The task %s ended each of its workers.", task.task_path)
    return revived


def _prune_task_results() -> None:
    # Other backends than the database's keep no results.
    if isinstance(task_backends[DEFAULT_TASK_BACKEND_ALIAS], DatabaseBackend):
        call_command("prune_db_task_results", verbosity=0)
