import django.utils.timezone
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("evidence", "0006_likeness")]

    operations = [
        migrations.AddField(
            model_name="documentreading",
            name="search_due",
            field=models.DateTimeField(default=django.utils.timezone.now, null=True),
        ),
        migrations.AddIndex(
            model_name="documentreading",
            index=models.Index(
                condition=Q(("search_due__isnull", False)),
                fields=["search_due"],
                name="reading_untold",
            ),
        ),
    ]
