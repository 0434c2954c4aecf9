"""Run the site on this machine: web server, background worker and clock together."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo.accounts import SAMPLE_ACCOUNTS, SAMPLE_PASSWORD
from demo.processes import Process, Supervisor, gunicorn, is_port_free, manage

HOST = "127.0.0.1"


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        port: int = options["port"]
        if not is_port_free(HOST, port):
            raise CommandError(
                f"Something else listens on {HOST}:{port}. "
                f"Stop it, or choose another port: make run PORT={port + 1}"
            )
        supervisor = Supervisor(
            web=Process("web server", gunicorn(HOST, port)),
            helpers=[
                Process("background worker", manage("db_worker", "--no-reload")),
                Process("clock", manage("run_clock")),
            ],
            write=self.stdout.write,
        )
        served = supervisor.run((HOST, port), on_ready=lambda: self._greet(port))
        if not served:
            raise CommandError("The web server does not run; its last words are above.")

    def _greet(self, port: int) -> None:
        address = f"http://{HOST}:{port}"
        places = [(name, f"{address}/{code}/") for code, name in self._languages()]
        places.append(("Admin", f"{address}/admin/"))
        logins = [(account.role, account.username) for account in SAMPLE_ACCOUNTS]
        lines = ["", f"The newsroom is open at {address}/", "", *columns(places), ""]
        lines += [f"Sample accounts, each with the password {SAMPLE_PASSWORD}", ""]
        lines += [*columns(logins), "", "Ctrl-C ends it.", ""]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()

    def _languages(self) -> list[tuple[str, str]]:
        return list(settings.WAGTAILADMIN_PERMITTED_LANGUAGES)


def columns(rows: list[tuple[str, str]]) -> list[str]:
    width = max(len(left) for left, _right in rows)
    return [f"  {left:<{width}}  {right}" for left, right in rows]
