"""The scheduled publications."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("posts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "post",
                    models.OneToOneField(
                        limit_choices_to={"is_published": False},
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="posts.post",
                    ),
                ),
                ("publish_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "ordering": ["publish_at"],
            },
        ),
    ]
