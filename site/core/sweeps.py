"""The sweeps that every newsroom needs: schedules kept, old rows cleared."""

from __future__ import annotations

from functools import partial

from django.core.management import call_command
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, task_backends
from django_tasks_db import DatabaseBackend

from core.clock import register_sweep

__all__ = ["register_core_sweeps"]

DAY = 24 * 3600


def register_core_sweeps() -> None:
    """Register publication at its hour, and the daily clearing of spent rows."""
    publish = partial(call_command, "publish_scheduled", verbosity=0)
    register_sweep("publish_scheduled", publish, 30)
    clear = partial(call_command, "clearsessions", verbosity=0)
    register_sweep("clear_sessions", clear, DAY)
    register_sweep("prune_task_results", _prune_task_results, DAY)


def _prune_task_results() -> None:
    # Other backends than the database's keep no results.
    if isinstance(task_backends[DEFAULT_TASK_BACKEND_ALIAS], DatabaseBackend):
        call_command("prune_db_task_results", verbosity=0)
