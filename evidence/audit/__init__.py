"""The audit: whether everything that the archive keeps is still what it was.

:func:`audit` walks all checks; each gives a :class:`Fault` for whatever it finds.
``manage.py verify_evidence`` prints them. The checks trust nothing that is stored: they
compute every digest, tree and signature anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from evidence.audit.anchors import check_anchors, check_proofs
from evidence.audit.faults import Fault
from evidence.audit.files import check_files
from evidence.audit.log import check_log, check_triggers
from evidence.audit.people import (
    check_deaccessions,
    check_findings,
    check_reasons,
    check_withdrawals,
)
from evidence.audit.rows import check_fixity, check_rows, check_versions

__all__ = ["CHECKS", "Fault", "audit", "check_files"]

Check = Callable[[], Iterator[Fault]]

CHECKS: dict[str, Check] = {
    "triggers of the database": check_triggers,
    "custody log": check_log,
    "exhibits and derivatives": check_rows,
    "published versions": check_versions,
    "fixity checks": check_fixity,
    "findings": check_findings,
    "deaccessions": check_deaccessions,
    "reasons for versions": check_reasons,
    "withdrawals": check_withdrawals,
    "anchors": check_anchors,
    "proofs": check_proofs,
}


def audit(*, on_check: Callable[[str], None] = lambda name: None) -> Iterator[Fault]:
    """Walk the faults of everything but the files. What cannot be read is a fault."""
    for name, check in CHECKS.items():
        on_check(name)
        try:
            yield from check()
        except Exception as error:  # noqa: BLE001 - whatever tampering makes it raise
            yield Fault(name, f"cannot be read: {type(error).__name__}: {error}")
