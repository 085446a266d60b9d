"""Services that are rendered, installed and ready for their own commands."""

import hashlib
import json
import os
import secrets
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from urllib.request import urlopen

import pytest
from combinations import ROOT, Combination
from interpreters import interpreter_for

SECONDS = 600
UV = os.environ.get("UV", "uv")  # which uv sets for what it runs
# Where the tests find a server, by the answer that asks for it.
SERVERS = {"postgresql": "POSTGRESQL_URL", "mysql": "MYSQL_URL"}
# What surrounds these tests and is wrong, or would make it slow, in a service.
FOREIGN = ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE")

# The least that a service needs to be told in production.
PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": secrets.token_urlsafe(48),
    "ALLOWED_HOSTS": "127.0.0.1",
}

# An administrator's, for the commands that make or need one.
ADMIN = {"ADMIN_EMAIL": "admin@example.com", "ADMIN_PASSWORD": "Correct horse 1"}

# The tests of a service with SQLAlchemy can make a database, asynchronously or not.
# Django makes that of its tests by itself, so there another is made by the driver that
# the service has.
BY_SQLALCHEMY = """
import asyncio, os
from sqlalchemy import make_url
url = make_url(os.environ["DATABASE_URL"])
from tests.database import recreate
made = recreate(url, drop_only=False)
if made is not None:
    asyncio.run(made)
"""
BY_TORTOISE = """
import asyncio, os
url = os.environ["DATABASE_URL"]
from tests.database import recreate
asyncio.run(recreate(url, drop_only=False))
"""
BY_PSYCOPG = """
import os, psycopg
server, _, name = os.environ["DATABASE_URL"].rpartition("/")
with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
    connection.execute(f"DROP DATABASE IF EXISTS {name}")
    connection.execute(f"CREATE DATABASE {name}")
"""
BY_MYSQLCLIENT = """
import os, MySQLdb
from urllib.parse import unquote, urlsplit
url = urlsplit(os.environ["DATABASE_URL"])
name = url.path[1:]
connection = MySQLdb.connect(
    host=url.hostname,
    port=url.port or 3306,
    user=unquote(url.username or "root"),
    password=unquote(url.password or ""),
)
with connection.cursor() as cursor:
    cursor.execute(f"DROP DATABASE IF EXISTS {name}")
    cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
"""
CREATE_DATABASE = {
    ("sqlalchemy", "postgresql"): BY_SQLALCHEMY,
    ("sqlalchemy", "mysql"): BY_SQLALCHEMY,
    ("sqlmodel", "postgresql"): BY_SQLALCHEMY,
    ("sqlmodel", "mysql"): BY_SQLALCHEMY,
    ("tortoise", "postgresql"): BY_TORTOISE,
    ("tortoise", "mysql"): BY_TORTOISE,
    ("peewee", "postgresql"): BY_PSYCOPG,
    ("peewee", "mysql"): BY_MYSQLCLIENT,
    ("django", "postgresql"): BY_PSYCOPG,
    ("django", "mysql"): BY_MYSQLCLIENT,
}
# Peewee's own command tells of a difference, but ends as if there was none.
DIFFERENCE = """
import sys, migrations
from playhouse.schema_diff import diff_models
sys.exit(str(diff_models(migrations.database, migrations.models)) or None)
"""
# Tells of models that no revision follows.
CHECK_DRIFT = {
    "sqlalchemy": ("alembic", "check"),
    "sqlmodel": ("alembic", "check"),
    "tortoise": ("pytest", "-q", "tests/test_migrations.py"),
    "peewee": ("python", "-c", DIFFERENCE),
    "django": ("python", "manage.py", "makemigrations", "--check", "--dry-run"),
}
# Takes down every table of the features; with Django that is the users', and whatever
# stands on them.
MIGRATE_DOWN = {
    "sqlalchemy": ("alembic", "downgrade", "base"),
    "sqlmodel": ("alembic", "downgrade", "base"),
    "tortoise": ("tortoise", "downgrade", "models"),
    "peewee": ("pwmigrate", "down", "0001_users"),
    "django": ("python", "manage.py", "migrate", "users", "zero"),
}


@dataclass(frozen=True)
class Service:
    """A rendered and locked service, and the environment of its commands."""

    combination: Combination
    folder: Path
    environment: dict[str, str]

    def run(self, *command: str, **environment: str) -> str:
        """Run a command in the service; where it fails, tell what it said."""
        try:
            done = subprocess.run(
                [UV, "run", "--locked", *command],
                cwd=self.folder,
                env={**self.environment, **environment},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            printed = (error.output or b"").decode(errors="replace")
            self.fail(command, f"took over {SECONDS} seconds", printed)
        if done.returncode:
            self.fail(command, f"ended with {done.returncode}", done.stdout)
        return done.stdout

    @property
    def database(self) -> str:
        """The address of what `poe migrate` brings up."""
        return self.environment.get(
            "DATABASE_URL", f"sqlite:///{self.folder / 'app.db'}"
        )

    @property
    def ready(self) -> dict[str, object]:
        """What it answers when it is asked whether it can serve."""
        has_database = "users" in self.combination.layers
        return {"status": "ok", "checks": {"database": "ok"} if has_database else {}}

    def fail(self, command: Sequence[str], outcome: str, output: str) -> NoReturn:
        pytest.fail(
            f"{' '.join(command)} {outcome} in {self.folder}\n"
            f"{output}\nIt was made by: {self.combination.command}",
            pytrace=False,
        )

    def collect_static_files(self) -> None:
        """Lay them where production serves them from: a step of Django's alone."""
        if "django" in self.combination.layers:
            collect = ("python", "manage.py", "collectstatic", "--noinput")
            self.run(*collect, **PRODUCTION)


def install(
    combination: Combination, folder: Path, *, keep_database: bool = False
) -> Service:
    """Lock and install what lies in the folder, with the oldest Python it promises.

    One environment is kept for all that a worker installs one after another: uv makes
    it hold what is locked and nothing else, and most of that was compiled before.

    On a server an empty database is made for it, unless that of before is kept.

    Skips, by the combination's name, where its interpreter or its server is wanting;
    with REQUIRE_SERVICES=1 a server that is wanting fails.
    """
    url = database_url(combination, folder)
    version = combination.data["python_version"]
    python = interpreter_for(version)
    if python is None:
        pytest.skip(f"no Python {version} or newer is installed for {combination}")
    environment = {
        name: value for name, value in os.environ.items() if name not in FOREIGN
    }
    environment["UV_PYTHON"] = str(python)
    environment["UV_PROJECT_ENVIRONMENT"] = str(kept(".venv") / python.name)
    environment["MYPY_CACHE_DIR"] = str(kept(".mypy_cache"))
    if url:
        environment["DATABASE_URL"] = url
    # Unlike `uv run`, `uv sync` also removes what is not locked.
    for command in (["lock", "--quiet"], ["sync", "--locked", "--quiet"]):
        subprocess.run(
            [UV, *command], cwd=folder, env=environment, check=True, timeout=SECONDS
        )
    service = Service(combination, folder, environment)
    if url and not keep_database:
        key = (combination.data["orm"], combination.data["database"])
        service.run("python", "-c", CREATE_DATABASE[key])
    return service


def database_url(combination: Combination, folder: Path) -> str | None:
    """A database of the service's own, on the server that there is for it."""
    variable = SERVERS.get(combination.data.get("database", ""))
    if variable is None:
        return None
    if variable not in os.environ:
        reason = f"{variable} names no server for {combination}"
        if os.environ.get("REQUIRE_SERVICES") == "1":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    digest = hashlib.sha256(str(folder).encode()).hexdigest()
    return f"{os.environ[variable]}/proof_{digest[:12]}"


def wait_for(url: str, process: subprocess.Popen[bytes]) -> object:
    """The JSON of a server that is starting.

    Raises:
        TimeoutError: It has ended, or does not answer within a minute.
    """
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(url, timeout=5) as response:
                return json.load(response)
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(url)


def kept(name: str) -> Path:
    """What the services of one worker share, below a folder that git ignores."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return ROOT / name / "services" / worker


@dataclass
class Server:
    """A service that runs by its production command."""

    process: subprocess.Popen[bytes]
    address: tuple[str, int]
    log: Path

    @property
    def url(self) -> str:
        return "http://{}:{}".format(*self.address)

    def answers(self, *, within: float) -> bool:
        try:
            with urlopen(f"{self.url}/health/ready", timeout=within):
                return True
        except OSError:
            return False


@contextmanager
def serve(service: Service) -> Iterator[Server]:
    """Run a migrated service as in production, on a port that is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address: tuple[str, int] = probe.getsockname()
    service.collect_static_files()
    log = service.folder.parent / "server.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [UV, "run", "--locked", "poe", "start"],
            cwd=service.folder,
            env={
                **service.environment,
                **PRODUCTION,
                "DOCS_ENABLED": "true",
                "PORT": str(address[1]),
            },
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    server = Server(process, address, log)
    try:
        wait_for(f"{server.url}/health/ready", process)
    except TimeoutError:
        process.kill()
        pytest.fail(f"{service.combination}:\n{log.read_text()}", pytrace=False)
    try:
        yield server
    finally:
        process.terminate()
        process.wait(timeout=30)
