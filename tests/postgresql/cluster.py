"""Run a command beside a PostgreSQL cluster of its own, and leave nothing behind.

    python tests/postgresql/cluster.py pytest -m database

The cluster lies in a temporary folder, listens on a Unix socket there and nowhere
else, and may forget everything when the power fails: it is for tests only. The command
finds it through ``DATABASE_URL`` and libpq's ``PGHOST`` and ``PGUSER``.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OWNER = "postgres"
HASTY = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def programs() -> Path | None:
    """Return the folder of initdb and pg_ctl, the newest version's, or None."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    # Debian keeps them off the path.
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda p: float(p.parts[-3]), default=None)
    return newest.parent if newest else None


def as_owner(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root: then it runs as the system's own account."""
    return ["runuser", "-u", OWNER, "--", *command] if os.geteuid() == 0 else command


@contextmanager
def cluster() -> Iterator[dict[str, str]]:
    """Start a cluster; yield the environment that reaches it; stop and remove it."""
    folder = programs()
    if folder is None:
        raise SystemExit("PostgreSQL is missing: apt-get install postgresql")
    home = Path(tempfile.mkdtemp(prefix="voice-postgresql-"))
    if os.geteuid() == 0:
        shutil.chown(home, OWNER)
    data = home / "data"
    control = [str(folder / "pg_ctl"), "--pgdata", str(data), "--silent", "--wait"]
    try:
        subprocess.run(
            as_owner(
                [
                    str(folder / "initdb"),
                    *("--pgdata", str(data), "--username", OWNER, "--no-sync"),
                    *("--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8"),
                ]
            ),
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=home,
        )
        options = f"-c listen_addresses='' -c unix_socket_directories='{home}' {HASTY}"
        log = str(home / "log")
        start = as_owner([*control, "--log", log, "--options", options, "start"])
        subprocess.run(start, check=True, cwd=home)
        try:
            yield {
                "PGHOST": str(home),
                "PGUSER": OWNER,
                "DATABASE_URL": f"postgres:///{OWNER}",
            }
        finally:
            stop = as_owner([*control, "--mode", "immediate", "stop"])
            subprocess.run(stop, check=True, cwd=home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    # Ended from outside, the cluster must still be stopped and removed.
    signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(143))
    with cluster() as environment:
        done = subprocess.run(sys.argv[1:], env={**os.environ, **environment})
    sys.exit(done.returncode)
