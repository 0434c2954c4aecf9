#!/usr/bin/env python
"""Run an administrative command of the site."""

import os
import sys
from pathlib import Path

# `site/` is a source root, as `src/` is elsewhere: its folders are packages, it
# is not (the standard library has a module of that name).
sys.path.insert(0, str(Path(__file__).resolve().parent / "site"))


def main() -> None:
    """Run the command named in ``sys.argv`` with development settings by default."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    from config.environment import EnvironmentFault  # noqa: PLC0415

    try:
        execute_from_command_line(sys.argv)
    except EnvironmentFault as fault:
        sys.exit(str(fault))


if __name__ == "__main__":
    main()
