"""Posts and tags."""

from pathlib import Path

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from migrations._operations import DeclareModel


class Migration(migrations.Migration):
    dependencies = [("models", "0001_users")]

    operations = [
        ops.RunSQL(
            Path(__file__).with_suffix(".sql").read_text(),
            ["DROP TABLE post_tags", "DROP TABLE posts", "DROP TABLE tags"],
        ),
        DeclareModel(
            name="Tag",
            fields=[
                ("id", fields.IntField(primary_key=True)),
                ("name", fields.CharField(unique=True, max_length=100)),
            ],
            options={"table": "tags", "app": "models", "pk_attr": "id"},
        ),
        DeclareModel(
            name="Post",
            fields=[
                ("created_at", fields.DatetimeField(auto_now_add=True)),
                ("updated_at", fields.DatetimeField(auto_now=True)),
                ("id", fields.IntField(primary_key=True)),
                (
                    "author",
                    fields.ForeignKeyField(
                        "models.User", source_field="author_id", to_field="id"
                    ),
                ),
                ("title", fields.CharField(max_length=200)),
                ("body", fields.TextField()),
                ("published_at", fields.DatetimeField(null=True)),
                ("views", fields.IntField(default=0)),
                (
                    "tags",
                    fields.ManyToManyField(
                        "models.Tag",
                        through="post_tags",
                        backward_key="post_id",
                        forward_key="tag_id",
                        related_name="posts",
                    ),
                ),
            ],
            options={
                "table": "posts",
                "app": "models",
                "indexes": [Index(fields=["author_id"], name="ix_posts_author_id")],
                "pk_attr": "id",
            },
        ),
    ]
