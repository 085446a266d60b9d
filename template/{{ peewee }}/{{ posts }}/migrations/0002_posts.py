"""posts"""

from peewee import (
    SQL,
    CompositeKey,
    Database,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)
from playhouse.migrate import SchemaMigrator

from app.fields import CharField, UTCDateTimeField


def up(migrator: SchemaMigrator, db: Database) -> None:
    class User(Model):
        class Meta:
            database = db
            table_name = "users"

    class Tag(Model):
        name = CharField(max_length=100)

        class Meta:
            database = db
            table_name = "tags"
            constraints = (SQL("CONSTRAINT uq_tags_name UNIQUE (name)"),)

    class Post(Model):
        author = ForeignKeyField(
            User,
            on_delete="CASCADE",
            constraint_name="fk_posts_author_id",
            index=False,
        )
        title = CharField(max_length=200)
        body = TextField()
        published_at = UTCDateTimeField(null=True)
        views = IntegerField()
        created_at = UTCDateTimeField()
        updated_at = UTCDateTimeField()

        class Meta:
            database = db
            table_name = "posts"

    Post.add_index(Post.author, name="ix_posts_author_id")

    class PostTag(Model):
        post = ForeignKeyField(
            Post,
            on_delete="CASCADE",
            constraint_name="fk_post_tags_post_id",
            index=False,
        )
        tag = ForeignKeyField(
            Tag,
            on_delete="CASCADE",
            constraint_name="fk_post_tags_tag_id",
            index=False,
        )

        class Meta:
            database = db
            table_name = "post_tags"
            primary_key = CompositeKey("post", "tag")

    PostTag.add_index(PostTag.tag, name="ix_post_tags_tag_id")
    db.create_tables([Tag, Post, PostTag])


def down(migrator: SchemaMigrator, db: Database) -> None:
    for table in ("post_tags", "posts", "tags"):
        migrator.migrate(migrator.drop_table(table))
