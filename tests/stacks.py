"""What the tests know of a stack: its framework, its ORM, its database, its layers.

Add a record here when you add one of these. "Adding a choice" in CONTRIBUTING.md lists
what else a further framework, ORM or database needs.
"""

import re
from dataclasses import dataclass, field
from typing import Any

Command = tuple[str, ...]


@dataclass(frozen=True)
class Framework:
    # The modules that start a service, or are read by its tools.
    entries: frozenset[str]
    # What is found by its name alone, in each package of the service.
    found: re.Pattern[str]
    # By what it gives itself away where another was chosen.
    sign: str
    # The names of its drivers, by database.
    drivers: dict[str, str]
    # What it alone has, and would be dead with another framework.
    own_files: frozenset[str] = frozenset()
    # Answers beside the usual ones with which its pages are tried in a browser.
    pages: dict[str, dict[str, Any]] = field(default_factory=dict)


FRAMEWORKS = {
    "fastapi": Framework(
        entries=frozenset(
            {
                "app.main",
                "app.__main__",
                "app.cli",
                "app.migrate",
                "app.protocol",
                "app.tasks.__main__",
                "app.tasks.declaration",  # the guide of a service says how to use it
            }
        ),
        found=re.compile(r"app(\.\w+)*\.(models|tasks)"),
        sign=r"fastapi|starlette",
        drivers={"sqlite": "aiosqlite", "postgresql": "asyncpg", "mysql": "asyncmy"},
        own_files=frozenset(
            {
                "app/posts/router.py",
                "app/users/dependencies.py",
                "app/users/router.py",
            }
        ),
    ),
    "django": Framework(
        entries=frozenset(
            {
                "app.__main__",
                "app.asgi",
                "app.backend.base",
                "app.cache.cached",  # the guide of a service says how to use it
                "app.settings",
                "app.urls",
                "app.wsgi",
            }
        ),
        found=re.compile(
            r"app(\.\w+)*\.(admin|apps|models|tasks|backend\.base"
            r"|((migrations|management|templatetags)\b.*))"
        ),
        sign=r"django",
        drivers={"postgresql": "psycopg", "mysql": "(?-i:mysqlclient)|MySQLdb"},
        pages={
            "django-drf": {"framework": "django", "pages": True},
            "django-pages": {
                "framework": "django",
                "python_version": "3.12",
                "django_version": "6.1",
                "api": "none",
            },
        },
    ),
    "flask": Framework(
        entries=frozenset({"app.__main__", "app.wsgi"}),
        found=re.compile(r"app(\.\w+)*\.(models|tasks)"),
        sign=r"flask|werkzeug|spectree",
        drivers={"postgresql": "psycopg", "mysql": "(?-i:mysqlclient)|MySQLdb"},
        own_files=frozenset(
            {
                ".flaskenv",
                "app/context.py",
                "app/operations.py",
                "app/posts/api.py",
                "app/users/api.py",
                "app/users/authentication.py",
                "app/wsgi.py",
                "tests/test_factory.py",
                "tests/wsgi.py",
            }
        ),
        pages={"flask": {"framework": "flask", "pages": True}},
    ),
}


@dataclass(frozen=True)
class NewField:
    """A field that is added to the users, and the migration that follows from it."""

    line: str
    migration: str  # the name to give it
    file: str  # a pattern of its path
    begins: str  # where its operations begin


@dataclass(frozen=True)
class Orm:
    # What an owner would notice, where another ORM was chosen.
    sign: str
    # Fails where models have changed and no migration follows.
    check_drift: Command
    # Takes down all tables of the features.
    migrate_down: Command
    # Takes down the tables of the example.
    drop_posts: Command
    new_field: NewField
    # The table in which it notes the migrations that a database has.
    applied: str = ""
    # Notes all migrations as applied, without running them.
    fake_migrations: Command = ()


ALEMBIC: dict[str, Any] = {
    "check_drift": ("alembic", "check"),
    "migrate_down": ("alembic", "downgrade", "base"),
    "drop_posts": ("alembic", "downgrade", "0001"),
    "applied": "alembic_version",
    "fake_migrations": ("alembic", "stamp", "head"),
}
# Peewee's own command prints a difference, but ends as if there was none.
PEEWEE_DRIFT = """
import sys, migrations
from playhouse.schema_diff import diff_models
sys.exit(str(diff_models(migrations.database, migrations.models)) or None)
"""

ORMS = {
    "sqlalchemy": Orm(
        sign=r"sqlalchemy|alembic",
        new_field=NewField(
            line="    nickname: Mapped[str | None]",
            migration="add a nickname",
            file="migrations/versions/*_add_a_nickname.py",
            begins="def upgrade",
        ),
        **ALEMBIC,
    ),
    "sqlmodel": Orm(
        sign=r"sqlmodel",
        new_field=NewField(
            line="    nickname: str | None = None",
            migration="add a nickname",
            file="migrations/versions/*_add_a_nickname.py",
            begins="def upgrade",
        ),
        **ALEMBIC,
    ),
    "tortoise": Orm(
        sign=r"tortoise",
        check_drift=("pytest", "-q", "tests/test_migrations.py"),
        migrate_down=("tortoise", "downgrade", "models"),
        drop_posts=("tortoise", "migrate", "models.0001_users"),
        new_field=NewField(
            line="    nickname = fields.CharField(max_length=50, null=True)",
            migration="add a nickname",
            file="migrations/0003_add_a_nickname.py",
            begins="operations",
        ),
        applied="tortoise_migrations",
        fake_migrations=("tortoise", "migrate", "--fake"),
    ),
    "peewee": Orm(
        sign=r"peewee|playhouse|pwmigrate",
        check_drift=("python", "-c", PEEWEE_DRIFT),
        migrate_down=("pwmigrate", "down", "0001_users"),
        drop_posts=("pwmigrate", "down", "0002_posts"),
        new_field=NewField(
            line="    nickname = CharField(max_length=50, null=True)",
            migration="add a nickname",
            file="migrations/*_add_a_nickname.py",
            begins="def up",
        ),
        applied="schema_migration",
        fake_migrations=("pwmigrate", "fake"),
    ),
    "django": Orm(
        sign=r"django",
        check_drift=("python", "manage.py", "makemigrations", "--check", "--dry-run"),
        # The users' tables, and whatever refers to them.
        migrate_down=("python", "manage.py", "migrate", "users", "zero"),
        drop_posts=("python", "manage.py", "migrate", "posts", "zero"),
        new_field=NewField(
            line='    nickname = models.CharField(max_length=50, default="")',
            migration="add_a_nickname",
            file="app/users/migrations/0002_add_a_nickname.py",
            begins="operations",
        ),
    ),
}


@dataclass(frozen=True)
class Server:
    """A database server that the tests reach by an address from the environment."""

    variable: str
    # By which the tests themselves speak to it.
    driver: str
    # The database that is there from its start.
    first: str
    # What hosts append to their addresses, as the server's own tools spell it.
    options: str


SERVERS = {
    "postgresql": Server(
        "POSTGRESQL_URL",
        "postgresql+psycopg",
        "postgres",
        "sslmode=prefer&channel_binding=prefer&connect_timeout=10&keepalives=1"
        "&application_name=proof&options=-c%20work_mem%3D8MB"
        "&target_session_attrs=any",
    ),
    "mysql": Server(
        "MYSQL_URL",
        "mysql+pymysql",
        "mysql",
        "ssl-mode=DISABLED&charset=utf8mb4&connectTimeout=10",
    ),
}

# The readiness checks, by the layers that bring them together.
READINESS = {
    ("cache",): "cache",
    ("tasks", "micro"): "broker",
    ("users",): "database",
}

# By what a layer gives itself away in a service that does not have it. Frameworks and
# ORMs are above; SQLAlchemy's is also that of SQLModel, which stands on it.
LAYER_SIGNS = {
    **{name: framework.sign for name, framework in FRAMEWORKS.items()},
    **{name: orm.sign for name, orm in ORMS.items()},
    "wsgi": r"wsgi|gunicorn",
    "users": r"database|migrat|postgres|sqlite|secret_key|smtp|registration|bearer",
    "stateless": r"slugify|app\.slugs",
    "drf": r"rest_framework|djangorestframework|\bdrf\b",
    "ninja": r"ninja",
    "htmx": r"htmx",
    "micro": r"pwdlib",
    "cache": r"CACHE_URL|app\.cache",
    "tasks": r"BROKER_URL|poe worker|dead-tasks",
    "outbound": r"WEBHOOK_URL|app\.outbound",
    "telemetry": r"METRICS_PORT|SENTRY_DSN|opentelemetry|prometheus_client",
    "container": r"docker|\bcompose\b|mailpit",
    "github": r"github(?!\.com/)",  # to which comments may link
    "gitlab": r"gitlab",
    "kubernetes": r"kubernetes|kubectl|kustom",
    "renovate": r"renovate",
}
# Layers without a word that no other service may have. Drivers give databases away, and
# tests of their own look for posts.
WITHOUT_SIGN = {
    "decimals",
    "declarative",
    "documents",
    "entities",
    "field_types",
    "form_fields",
    "in_process",
    "mysql",
    "pages_only",
    "postgresql",
    "posts",
    "pydantic",
    "relations",
    "rest",
    "scalable",
    "server",
    "sorting",
    "sqlite",
    "threaded",
    "uncached",
    "user_choices",
    "user_refs",
    "users_only",
}
