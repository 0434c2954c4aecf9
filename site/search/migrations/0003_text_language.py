from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0002_engine_tables")]

    operations = [
        migrations.AddField(
            model_name="document",
            name="text_language",
            field=models.CharField(blank=True, max_length=16),
        ),
    ]
