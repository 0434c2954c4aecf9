"""Run the site on this machine: web server, background worker and clock together."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo.accounts import SAMPLE_ACCOUNTS, SAMPLE_PASSWORD
from demo.processes import Process, Supervisor, find_hindrance, gunicorn, manage

HOST = "127.0.0.1"


def read_port(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise CommandError(f"“{text}” is no port: give a number from 1 to 65535.")


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", default="8000")
        parser.add_argument(
            "--prepare",
            action="store_true",
            help="first bring the database up to date and make the sample newsroom",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        port = read_port(str(options["port"]))
        hindrance = find_hindrance(HOST, port)
        if hindrance:
            raise CommandError(f"{hindrance} Or choose another: make run PORT=8123")
        if options["prepare"]:
            self._prepare()
        supervisor = Supervisor(
            web=Process("web server", gunicorn(HOST, port)),
            helpers=[
                Process("background worker", manage("db_worker", "--no-reload")),
                Process("clock", manage("run_clock")),
            ],
            write=self._say,
        )
        served = supervisor.run((HOST, port), on_ready=lambda: self._greet(port))
        if not served:
            raise CommandError("The web server does not run; its last words are above.")

    def _prepare(self) -> None:
        """Do what is missing; all of it may be stopped at any time and run again."""
        self._say("Preparing the database …")
        try:
            call_command("migrate", interactive=False, verbosity=0)
            call_command("setup_newsroom")
            call_command("seed_demo")
        except KeyboardInterrupt:
            self.stderr.write("\nStopped. The next start goes on from here.")
            sys.exit(130)

    def _greet(self, port: int) -> None:
        address = f"http://{HOST}:{port}"
        places = [(name, f"{address}/{code}/") for code, name in self._languages()]
        places.append(("Admin", f"{address}/admin/"))
        logins = [(account.role, account.username) for account in SAMPLE_ACCOUNTS]
        lines = ["", f"The newsroom is open at {address}/", "", *columns(places), ""]
        lines += [f"Sample accounts, each with the password {SAMPLE_PASSWORD}", ""]
        lines += [*columns(logins), "", "Ctrl-C ends it.", ""]
        self._say("\n".join(lines))

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _languages(self) -> list[tuple[str, str]]:
        return list(settings.WAGTAILADMIN_PERMITTED_LANGUAGES)


def columns(rows: list[tuple[str, str]]) -> list[str]:
    width = max(len(left) for left, _right in rows)
    return [f"  {left:<{width}}  {right}" for left, right in rows]
