"""Publications."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0002_posts")]

    operations = [
        ops.CreateModel(
            name="Publication",
            fields=[
                ("id", fields.IntField(primary_key=True)),
                (
                    "post",
                    fields.OneToOneField(
                        "models.Post", source_field="post_id", to_field="id"
                    ),
                ),
                ("publish_at", fields.DatetimeField()),
            ],
            options={"table": "publications", "app": "models", "pk_attr": "id"},
        ),
        ops.AddIndex(
            model_name="Publication",
            index=Index(fields=["publish_at"], name="ix_publications_publish_at"),
        ),
    ]
