from django.db import migrations, models

import evidence.models.exhibits


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0003_document_reading"),
    ]

    operations = [
        migrations.AddField(
            model_name="exhibit",
            name="salt",
            field=models.CharField(
                default=evidence.models.exhibits.new_salt,
                editable=False,
                max_length=32,
            ),
        ),
    ]
