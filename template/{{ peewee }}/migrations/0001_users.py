"""users"""

from peewee import (
    SQL,
    BooleanField,
    Check,
    Database,
    IntegerField,
    Model,
)
from playhouse.migrate import SchemaMigrator

from app.fields import CharField, UTCDateTimeField


def up(migrator: SchemaMigrator, db: Database) -> None:
    class User(Model):
        email = CharField(max_length=320)
        email_verified = BooleanField(constraints=[SQL("DEFAULT FALSE")])
        name = CharField(max_length=100)
        password_hash = CharField(max_length=255)
        role = CharField(max_length=10)
        is_active = BooleanField()
        token_version = IntegerField()
        created_at = UTCDateTimeField()
        updated_at = UTCDateTimeField()

        class Meta:
            database = db
            table_name = "users"
            constraints = (
                Check("email = lower(email)", name="ck_users_email_lower"),
                Check("role IN ('user', 'admin')", name="ck_users_role"),
                SQL("CONSTRAINT uq_users_email UNIQUE (email)"),
            )

    db.create_tables([User])


def down(migrator: SchemaMigrator, db: Database) -> None:
    migrator.migrate(migrator.drop_table("users"))
