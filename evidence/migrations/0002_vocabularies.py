"""Fill the vocabularies with the terms that ship with the archive."""

from django.db import migrations

from evidence.vocabulary_data import fill


def forwards(apps, schema_editor):
    fill(
        apps.get_model("evidence", "VocabularyTerm"),
        apps.get_model("evidence", "VocabularyLabel"),
    )


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_archive")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
