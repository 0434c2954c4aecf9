"""What may keep a page from publication, asked of other rooms.

A room that knows a reason which the page itself cannot know registers a check here
when it starts. A check gets the page as it is about to be saved and returns faults:
field name (or ``"__all__"``) → message.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["faults_found_by_checks", "register_publication_check"]

Check = Callable[[Any], dict[str, Any]]

_checks: list[Check] = []


def register_publication_check(check: Check) -> None:
    """Ask ``check`` about every page before it goes or stays live; once is enough."""
    if check not in _checks:
        _checks.append(check)


def faults_found_by_checks(page: Any) -> dict[str, Any]:
    """Return the faults that all registered checks find in ``page``."""
    return {field: fault for check in _checks for field, fault in check(page).items()}
