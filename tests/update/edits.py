"""What owners do to their services between two updates: a catalogue.

Each edit fits the most usual service of its frameworks, from any release. Where it does
not find what it changes, it fails rather than doing nothing.
"""

import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.update.updates import MARK, Tree

FRAMEWORKS = frozenset({"fastapi", "django", "flask"})


@dataclass(frozen=True)
class Edit:
    """A change of an owner's, under a name that a report can say."""

    name: str
    frameworks: frozenset[str]
    is_sound: bool
    make: Callable[[Path], None]

    def __str__(self) -> str:
        return self.name


CATALOGUE: list[Edit] = []


def edit(
    name: str, *frameworks: str, is_sound: bool = False
) -> Callable[[Callable[[Path], None]], Callable[[Path], None]]:
    """Enter what edits a service in a folder; of any framework, if none is told.

    With a sound one the service is updated without a conflict, and passes its checks
    and tests; others would need more edits for that, of tests that state what was, or
    of what stands on the edited.
    """

    def enter(make: Callable[[Path], None]) -> Callable[[Path], None]:
        of = frozenset(frameworks) or FRAMEWORKS
        CATALOGUE.append(Edit(name, of, is_sound, make))
        return make

    return enter


def edits_of(framework: str) -> list[Edit]:
    return [edit for edit in CATALOGUE if framework in edit.frameworks]


def framework_of(folder: Path) -> str:
    if (folder / "manage.py").is_file():
        return "django"
    return "flask" if (folder / "app" / "wsgi.py").is_file() else "fastapi"


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    if text.count(old) != 1:
        raise ValueError(f"{path} holds {old!r} {text.count(old)} times")
    path.write_text(text.replace(old, new))


def after(path: Path, line: str, *added: str) -> None:
    """Add lines behind one that begins so."""
    lines = path.read_text().splitlines()
    (place,) = (n for n, text in enumerate(lines) if text.startswith(line))
    lines[place + 1 : place + 1] = added
    path.write_text("\n".join(lines) + "\n")


def depend(path: Path, begin: str, package: str) -> None:
    """Add a package to a list, in its place by the alphabet."""
    lines = path.read_text().splitlines()
    place = lines.index(begin) + 1
    while lines[place] != "]" and lines[place].strip(' "') < package:
        place += 1
    lines.insert(place, f'    "{package}",')
    path.write_text("\n".join(lines) + "\n")


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text() + text)


# --- Code ---

FEATURES = {
    "fastapi": (
        "router.py",
        '''"""Orders, over HTTP."""

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
        '''"""Orders, over HTTP."""

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
        '''"""Orders, over HTTP."""

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
# Behind which features are sorted.
IMPORT = "from app.posts"


@edit(
    "a feature is added, and its operations are registered",
    "django",
    "flask",
    is_sound=True,
)
def _(folder: Path) -> None:
    api = add_feature(folder)
    if framework_of(folder) == "flask":
        replace(api, IMPORT, f"from app.orders.api import orders\n{IMPORT}")
        after(
            api,
            "    api.register_blueprint(posts)",
            "    api.register_blueprint(orders)",
        )
    else:
        replace(api, IMPORT, f"from app.orders import api as orders\n{IMPORT}")
        after(api, "    *posts.urlpatterns", "    *orders.urlpatterns,")


@edit("a feature is added, and its router is included", "fastapi")
def _(folder: Path) -> None:
    api = add_feature(folder)
    replace(api, IMPORT, f"from app.orders import router as orders\n{IMPORT}")
    if "ROUTERS" in api.read_text():  # up to 0.5.0
        replace(api, "posts.router)", "posts.router, orders.router)")
    else:
        after(
            api,
            "router.include_router(posts.router)",
            "router.include_router(orders.router)",
        )


def add_feature(folder: Path) -> Path:
    """Lay the files of a feature; return where it is registered."""
    name, text = FEATURES[framework_of(folder)]
    feature = folder / "app" / "orders"
    feature.mkdir()
    (feature / "__init__.py").touch()
    (feature / name).write_text(text)
    return folder / "app" / "api.py"


@edit("a service's method is rewritten")
def _(folder: Path) -> None:
    service = folder / "app" / "users" / "service.py"
    text = service.read_text()
    # Whether an administrator is left is only asked where a setting says so.
    found = re.search(
        r"^(?P<indent> +)(?P<call>(?:await )?require_other_admin\(.*)\n",
        text,
        re.MULTILINE,
    )
    if found is None:
        raise ValueError(f"{service} requires no other administrator")
    call = "{indent}if get_settings().keep_an_admin:\n{indent}    {call}\n"
    service.write_text(text.replace(found[0], call.format_map(found.groupdict()), 1))


@edit("a query is rewritten")
def _(folder: Path) -> None:
    if framework_of(folder) == "django":
        path, old = (
            folder / "app" / "users" / "models.py",
            "email__contains=text.lower()",
        )
        replace(path, old, "email__startswith=text.lower()")
    else:
        queries = folder / "app" / "users" / "queries.py"  # where it is since 0.4.0
        path = queries if queries.is_file() else queries.with_name("service.py")
        replace(
            path,
            "select(User).order_by(User.id.desc())",
            "select(User).order_by(User.name)",
        )


@edit("another feature's rule is changed", is_sound=True)
def _(folder: Path) -> None:
    errors = folder / "app" / "errors.py"
    append(
        errors,
        '\n\nclass QuotaError(ConflictError):\n    code = "quota"\n'
        '    detail = "No more of these can be made."\n',
    )


@edit("the handling of errors is extended")
def _(folder: Path) -> None:
    after(
        folder / "app" / "problems.py",
        "    415: ",
        '    429: ("slow_down", "Too many requests; try again later."),',
    )


@edit("a setting is added", is_sound=True)
def _(folder: Path) -> None:
    after(folder / "app" / "config.py", "    mail_from: str", "    quota: int = 10")
    append(
        folder / "app" / "users" / "mails.py",
        "\n\ndef may_send(settings: Settings, sent: int) -> bool:\n"
        "    return sent < settings.quota\n",
    )
    append(
        folder / ".env.example", "\n# How many of each a user may make.\n# QUOTA=10\n"
    )


@edit("a default is changed")
def _(folder: Path) -> None:
    replace(
        folder / "app" / "config.py",
        "registration_open: bool = True",
        "registration_open: bool = False",
    )


@edit("a limit is changed")
def _(folder: Path) -> None:
    path = folder / "app" / "pagination.py"
    old, new = (
        ("max_value=100", "max_value=500")
        if framework_of(folder) == "django"
        else ("le=100", "le=500")
    )
    replace(path, old, new)


ALEMBIC = '''"""Users have a nickname."""

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
DJANGO = '''"""Users have a nickname."""

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


@edit("users have a field more, with a migration", is_sound=True)
def _(folder: Path) -> None:
    models = folder / "app" / "users" / "models.py"
    if framework_of(folder) == "django":
        field = '    nickname = models.CharField(max_length=50, default="")'
        after(models, "    name = models.CharField", field)
        migrations = folder / "app" / "users" / "migrations"
        (migrations / "0002_nickname.py").write_text(DJANGO)
    else:
        field = "    nickname: Mapped[str | None] = mapped_column(String(50))"
        after(models, "    name: Mapped[str]", field)
        (folder / "migrations" / "versions" / "mine_nickname.py").write_text(ALEMBIC)


@edit("a file is renamed, and what imports it follows")
def _(folder: Path) -> None:
    (folder / "app" / "mail.py").rename(folder / "app" / "post_office.py")
    for path in folder.glob("app/**/*.py"):
        text = path.read_text()
        path.write_text(
            text.replace(
                "from app import mail\n", "from app import post_office as mail\n"
            )
        )


@edit("the words of a mail are others")
def _(folder: Path) -> None:
    replace(folder / "app" / "users" / "mails.py", "Hello {name}", "Dear {name}")


@edit("a line of the log says more")
def _(folder: Path) -> None:
    replace(
        folder / "app" / "log.py",
        "        structlog.processors.add_log_level,\n",
        "        structlog.processors.add_log_level,\n"
        '        structlog.processors.EventRenamer(to="message"),\n',
    )


@edit("the code is formatted with longer lines")
def _(folder: Path) -> None:
    ruff = str(Path(sys.executable).with_name("ruff"))
    replace(
        folder / "pyproject.toml",
        "[tool.ruff.lint]",
        "[tool.ruff]\nline-length = 110\n\n[tool.ruff.lint]",
    )
    subprocess.run([ruff, "format", "--quiet", "."], cwd=folder, check=True)


# --- What is deleted ---


def drop_lines(path: Path, pattern: str) -> None:
    lines = path.read_text().splitlines(keepends=True)
    kept = [line for line in lines if not re.search(pattern, line)]
    if kept == lines:
        raise ValueError(f"{path} holds no line with {pattern!r}")
    path.write_text("".join(kept))


@edit("the example is deleted by hand")
def _(folder: Path) -> None:
    shutil.rmtree(folder / "app" / "posts")
    for path in [
        *folder.glob("tests/**/test_post*.py"),
        *folder.glob("tests/**/rows.py"),
    ]:
        path.unlink()
    api = folder / "app" / "api.py"
    if "ROUTERS" in api.read_text():  # FastAPI's, up to 0.5.0
        drop_lines(api, "from app.posts")
        replace(api, ", posts.router", "")
    else:
        drop_lines(api, "posts")
    drop_lines(folder / "pyproject.toml", r'^    "app\.posts",$')


@edit("a test is deleted")
def _(folder: Path) -> None:
    (folder / "tests" / "test_mail.py").unlink()


@edit("the guide for contributors is deleted", is_sound=True)
def _(folder: Path) -> None:
    (folder / "AGENTS.md").unlink()


# --- What stands around the code ---


@edit("the README is rewritten")
def _(folder: Path) -> None:
    (folder / "README.md").write_text("# Orders\n\nAsk the team before you deploy.\n")


@edit("the README begins with a note", is_sound=True)
def _(folder: Path) -> None:
    path = folder / "README.md"
    path.write_text("> Runs in two regions.\n\n" + path.read_text())


@edit("the licence is another", is_sound=True)
def _(folder: Path) -> None:
    (folder / "LICENSE").write_text("All rights are reserved.\n")
    replace(
        folder / "pyproject.toml",
        'license = "MIT"',
        'license = "LicenseRef-Proprietary"',
    )


@edit("a release is made", is_sound=True)
def _(folder: Path) -> None:
    replace(folder / "pyproject.toml", 'version = "0.1.0"', 'version = "1.4.0"')
    replace(folder / "CHANGELOG.md", "## 0.1.0", "## 1.4.0\n\n- Orders.\n\n## 0.1.0")


@edit("a dependency is added")
def _(folder: Path) -> None:
    depend(folder / "pyproject.toml", "dependencies = [", "idna>=3")


@edit("a dependency for development is added", is_sound=True)
def _(folder: Path) -> None:
    depend(folder / "pyproject.toml", "dev = [", "faker")


@edit("a task is added", is_sound=True)
def _(folder: Path) -> None:
    after(
        folder / "pyproject.toml",
        'executor = "simple"',
        "",
        "[tool.poe.tasks.psql]",
        'help = "Open the database"',
        'cmd = "psql ${DATABASE_URL}"',
    )


@edit("a rule of the linter is left out", is_sound=True)
def _(folder: Path) -> None:
    replace(
        folder / "pyproject.toml", 'ignore = ["PLR2004"', 'ignore = ["D", "PLR2004"'
    )


@edit("mypy is told of a package without types")
def _(folder: Path) -> None:
    append(
        folder / "pyproject.toml",
        '\n[[tool.mypy.overrides]]\nmodule = ["untyped.*"]\n'
        "ignore_missing_imports = true\n",
    )


@edit("a host's CI is set up", is_sound=True)
def _(folder: Path) -> None:
    workflow = folder / ".github" / "workflows" / "ci.yml"
    workflow.parent.mkdir(parents=True)
    workflow.write_text("on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n")


@edit("an environment file lies there", is_sound=True)
def _(folder: Path) -> None:
    (folder / ".env").write_text("LOG_LEVEL=DEBUG\n")


@edit("git ignores more", is_sound=True)
def _(folder: Path) -> None:
    append(folder / ".gitignore", "/dist/\n")


@edit("documentation is added", is_sound=True)
def _(folder: Path) -> None:
    (folder / "docs").mkdir()
    (folder / "docs" / "architecture.md").write_text("# Architecture\n\nOne service.\n")


@edit("a test is added", is_sound=True)
def _(folder: Path) -> None:
    (folder / "tests" / "test_orders.py").write_text(
        '"""Orders."""\n\n\n'
        "def test_orders_are_few() -> None:\n    assert len([]) < 10\n"
    )


# --- What became of them ---


def added(before: bytes, after: bytes) -> Counter[bytes]:
    """The lines, however often, that are in the one and not in the other."""
    count = Counter(after.splitlines())
    count.subtract(Counter(before.splitlines()))
    return +Counter({line: n for line, n in count.items() if line.strip()})


def lost(before: Tree, edited: Tree, updated: Tree) -> list[str]:
    """The files in which something of an edit is there no more.

    What the owner added has to be in the file, be it between conflict markers; what
    the owner took away must not be back, but between markers.
    """
    return [
        name
        for name in sorted({*before, *edited})
        if before.get(name) != edited.get(name)
        and is_lost(before.get(name), edited.get(name), updated.get(name))
    ]


def is_lost(before: bytes | None, edited: bytes | None, updated: bytes | None) -> bool:
    if edited is None:
        return updated is not None
    if updated is None:
        return True
    wanted = added(before or b"", edited)
    if wanted - Counter(updated.splitlines()):
        return True
    if MARK.search(updated):
        return False
    unwanted = added(edited, before or b"")
    return bool(unwanted & added(edited, updated))
