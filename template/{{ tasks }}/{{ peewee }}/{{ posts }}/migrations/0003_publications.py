"""publications"""

from peewee import Database, ForeignKeyField, Model
from playhouse.migrate import SchemaMigrator

from app.fields import UTCDateTimeField


def up(migrator: SchemaMigrator, db: Database) -> None:
    class Post(Model):
        class Meta:
            database = db
            table_name = "posts"

    class Publication(Model):
        post = ForeignKeyField(
            Post,
            primary_key=True,
            on_delete="CASCADE",
            constraint_name="fk_publications_post_id",
        )
        publish_at = UTCDateTimeField()

        class Meta:
            database = db
            table_name = "publications"

    Publication.add_index(Publication.publish_at, name="ix_publications_publish_at")
    db.create_tables([Publication])


def down(migrator: SchemaMigrator, db: Database) -> None:
    migrator.migrate(migrator.drop_table("publications"))
