"""The embedded engine's own tables, which no model describes."""

from typing import Any

from django.db import migrations

from search.engines import postgresql, sqlite

ENGINES = {"sqlite": sqlite, "postgresql": postgresql}


def _run(schema_editor: Any, name: str) -> None:
    engine = ENGINES.get(schema_editor.connection.vendor)
    for statement in getattr(engine, name, ()):
        schema_editor.execute(statement)


def create(apps: Any, schema_editor: Any) -> None:
    _run(schema_editor, "SCHEMA")


def drop(apps: Any, schema_editor: Any) -> None:
    """Nothing is lost: `manage.py search_index build` makes the index anew."""
    _run(schema_editor, "SCHEMA_REVERSE")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_documents")]

    operations = [migrations.RunPython(create, drop)]
