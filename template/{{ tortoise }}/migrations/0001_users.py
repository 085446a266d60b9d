"""Users."""

from enum import StrEnum
from pathlib import Path

from tortoise import fields, migrations
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint

from migrations._operations import DeclareModel


class Role(StrEnum):
    USER = "user"
    ADMIN = "admin"


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.RunSQL(Path(__file__).with_suffix(".sql").read_text(), "DROP TABLE users"),
        DeclareModel(
            name="User",
            fields=[
                ("created_at", fields.DatetimeField(auto_now_add=True)),
                ("updated_at", fields.DatetimeField(auto_now=True)),
                ("id", fields.IntField(primary_key=True)),
                ("email", fields.CharField(unique=True, max_length=320)),
                (
                    "email_verified",
                    fields.BooleanField(default=False, db_default=False),
                ),
                ("name", fields.CharField(max_length=100)),
                ("password_hash", fields.CharField(max_length=255)),
                ("role", fields.CharEnumField(Role, default=Role.USER, max_length=10)),
                ("is_active", fields.BooleanField(default=True)),
                ("token_version", fields.IntField()),
            ],
            options={
                "table": "users",
                "app": "models",
                "constraints": [
                    CheckConstraint("email = lower(email)", "ck_users_email_lower"),
                    CheckConstraint("role IN ('user', 'admin')", "ck_users_role"),
                ],
                "pk_attr": "id",
            },
        ),
    ]
