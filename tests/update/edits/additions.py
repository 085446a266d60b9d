"""Edits that add a feature, a field or a rule."""

from pathlib import Path

from tests.stacks import FRAMEWORKS
from tests.update.edits.catalogue import (
    append,
    edit,
    framework_of,
    insert_after,
    insert_before,
    replace,
)

# The module of each framework in which a feature's endpoints are, and its content.
ENDPOINTS = {
    "fastapi": (
        "router.py",
        '''"""Endpoints of the orders."""

from fastapi import APIRouter

from app.users.dependencies import CurrentUser

router = APIRouter(prefix="/orders", tags=["orders"])


@router.get("")
async def list_orders(caller: CurrentUser) -> list[str]:
    """List the caller's orders."""
    return []
''',
    ),
    "flask": (
        "api.py",
        '''"""Endpoints of the orders."""

from flask import Blueprint
from pydantic import BaseModel
from spectree import Response

from app.operations import BEARER, api

orders = Blueprint("orders", __name__, url_prefix="/orders")


class Orders(BaseModel):
    items: list[str]


@orders.get("")
@api.validate(resp=Response(HTTP_200=Orders), tags=["orders"], security=BEARER)
def list_orders() -> Orders:
    """List the caller's orders."""
    return Orders(items=[])
''',
    ),
    "django": (
        "api.py",
        '''"""Endpoints of the orders."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import IntegerField, Serializer
from rest_framework.viewsets import ViewSet


class OrderSerializer(Serializer[Any]):
    number = IntegerField()


class Orders(ViewSet):
    @extend_schema(operation_id="list_orders", responses=OrderSerializer(many=True))
    def list(self, request: Request) -> Response:
        """List the caller's orders."""
        return Response([])


urlpatterns = [path("orders", Orders.as_view({"get": "list"}))]
''',
    ),
}
# The features' imports are sorted.
NEXT_IMPORT = "from app.posts"


# FastAPI's list of routers has another form since 0.6.0, and Flask's blueprints have
# other names since 0.9.0.
@edit(sound_with=("django",))
def add_a_feature(folder: Path) -> None:
    framework = framework_of(folder)
    module, endpoints = ENDPOINTS[framework]
    feature = folder / "app" / "orders"
    feature.mkdir()
    (feature / "__init__.py").touch()
    (feature / module).write_text(endpoints)
    api = folder / "app" / "api.py"
    if framework == "fastapi":
        register_router(api)
    elif framework == "flask":
        insert_before(api, NEXT_IMPORT, "from app.orders.api import orders")
        insert_after(
            api,
            "    api.register_blueprint(posts",
            "    api.register_blueprint(orders)",
        )
    else:
        insert_before(api, NEXT_IMPORT, "from app.orders import api as orders")
        insert_after(api, "    *posts.urlpatterns", "    *orders.urlpatterns,")


def register_router(api: Path) -> None:
    insert_before(api, NEXT_IMPORT, "from app.orders import router as orders")
    if "ROUTERS = " in api.read_text():  # up to 0.5.0
        replace(api, "posts.router)", "posts.router, orders.router)")
    else:
        insert_after(
            api,
            "router.include_router(posts.",
            "router.include_router(orders.router)",
        )


ALEMBIC_MIGRATION = '''"""Users have a nickname."""

import sqlalchemy as sa
from alembic import op

revision = "mine"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("users") as table:
        table.add_column(sa.Column("nickname", sa.String(length=50), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("users") as table:
        table.drop_column("nickname")
'''
DJANGO_MIGRATION = '''"""Users have a nickname."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("users", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="nickname",
            field=models.CharField(default="", max_length=50),
        ),
    ]
'''


@edit(sound_with=FRAMEWORKS)
def add_a_rule_for_contributors(folder: Path) -> None:
    append(folder / "AGENTS.md", "- Prices are in cents.\n")


# Tests over HTTP compare all fields.
@edit()
def add_a_field_to_a_schema(folder: Path) -> None:
    users = folder / "app" / "users"
    if framework_of(folder) == "django":
        fields = users / "serializers.py"
        insert_after(fields, '            "updated_at",', '            "nickname",')
    else:
        schemas = users / "schemas.py"
        insert_after(schemas, "    updated_at: datetime", "    nickname: str | None")


@edit(sound_with=FRAMEWORKS)
def add_a_field_with_a_migration(folder: Path) -> None:
    models = folder / "app" / "users" / "models.py"
    if framework_of(folder) == "django":
        field = '    nickname = models.CharField(max_length=50, default="")'
        insert_after(models, "    name = models.CharField", field)
        migrations = folder / "app" / "users" / "migrations"
        (migrations / "0002_nickname.py").write_text(DJANGO_MIGRATION)
    else:
        field = "    nickname: Mapped[str | None] = mapped_column(String(50))"
        insert_after(models, "    name: Mapped[str]", field)
        (folder / "migrations" / "versions" / "mine_nickname.py").write_text(
            ALEMBIC_MIGRATION
        )
