"""Services that are rendered, installed and ready for their own commands."""

import fcntl
import hashlib
import os
import secrets
import subprocess
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from pathlib import Path
from typing import NoReturn

import pytest

from tests.interpreters import interpreter_for
from tests.questionnaire import ROOT
from tests.space import Combination
from tests.stacks import ORMS, READINESS, SERVERS
from tests.timing import step

SECONDS = 600
UV = os.environ.get("UV", "uv")  # which uv sets for what it runs
# What surrounds these tests and is wrong, or would make it slow, in a service.
FOREIGN = (
    *("DATABASE_URL", "ENVIRONMENT", "SECRET_KEY"),
    *("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "VIRTUAL_ENV"),
    *("UV_PROJECT", "UV_WORKING_DIRECTORY"),
)

# The least that a service needs to be told in production.
PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": secrets.token_urlsafe(48),
    "ALLOWED_HOSTS": "127.0.0.1",
}

# Out of reach for what runs against a server from one address.
LIMITS = dict.fromkeys(
    (
        "LOG_IN_ATTEMPTS_PER_ADDRESS",
        "REGISTRATIONS_PER_ADDRESS",
        "MAILS_PER_ADDRESS",
    ),
    "1000000",
)

# An administrator's, for the commands that make or need one.
ADMIN = {"ADMIN_EMAIL": "admin@example.com", "ADMIN_PASSWORD": "Correct horse 1"}


@dataclass(frozen=True)
class Service:
    """A rendered and locked service, and the environment of its commands."""

    combination: Combination
    folder: Path
    environment: dict[str, str]

    def run(self, *command: str, **environment: str) -> str:
        """Run a command in the service; where it fails, show what it printed."""
        try:
            done = subprocess.run(
                [UV, "run", "--no-sync", *command],
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
    def slug(self) -> str:
        """Its name where names are for machines, such as that of its image."""
        project = tomllib.loads((self.folder / "pyproject.toml").read_text("utf-8"))
        slug: str = project["project"]["name"]
        return slug

    @property
    def ready(self) -> dict[str, object]:
        """What its readiness endpoint answers."""
        layers = self.combination.layers
        names = [
            name for needed, name in READINESS.items() if layers.issuperset(needed)
        ]
        return {"status": "ok", "checks": dict.fromkeys(names, "ok")}

    def fail(self, command: Sequence[str], outcome: str, output: str) -> NoReturn:
        pytest.fail(
            f"{' '.join(command)} {outcome} in {self.folder}\n{output}",
            pytrace=False,
        )

    def with_database(self, name: str) -> "Service":
        """The same with an empty database of another name."""
        if "DATABASE_URL" in self.environment:
            url = f"{self.database}_{name}"
            create_database(url)
        else:
            url = f"sqlite:///./{name}.db"
        return replace(self, environment={**self.environment, "DATABASE_URL": url})

    def migrate(self) -> None:
        with step("migrate"):
            self.run("poe", "migrate")

    def migrate_down_and_up(self) -> None:
        """Undo the migrations of an empty database and apply them again."""
        orm = ORMS[self.combination.data["orm"]]
        service = self.with_database("down")
        service.migrate()
        with step("migrate down and check drift"):
            service.run(*orm.migrate_down)
        service.migrate()
        with step("migrate down and check drift"):
            service.run(*orm.check_drift)

    def create_admin(self) -> None:
        self.run("poe", "create-admin", ADMIN["ADMIN_EMAIL"], **ADMIN)

    def collect_static_files(self, **environment: str) -> None:
        """Lay them where production serves them from: a step of Django's alone."""
        if "django" in self.combination.layers:
            collect = ("python", "manage.py", "collectstatic", "--noinput")
            self.run(*collect, **(environment or PRODUCTION))


def install(
    combination: Combination,
    folder: Path,
    *,
    keep_database: bool = False,
    has_database: bool = True,
) -> Service:
    """Lock and install what lies in the folder, with the oldest Python it promises.

    All that a worker installs one after another shares one environment: uv makes it
    hold what is locked and nothing else, and most of that was compiled before.

    On a server an empty database is made for it, unless that of before is kept, or it
    has none: where it runs in containers, its server does so, too.

    Skips, by the combination's name, where its interpreter or its server is missing.
    With REQUIRE_PYTHONS=1 or REQUIRE_SERVICES=1 it fails there.
    """
    url = database_url(combination, folder) if has_database else None
    version = combination.data["python_version"]
    python = interpreter_for(version)
    if python is None:
        skip(f"no Python {version} or newer is installed for {combination}", "PYTHONS")
    environment = {
        name: value for name, value in os.environ.items() if name not in FOREIGN
    }
    environment["UV_PYTHON"] = str(python)
    environment["UV_PROJECT_ENVIRONMENT"] = str(shared(".venv") / python.name)
    environment["MYPY_CACHE_DIR"] = str(shared(".mypy_cache"))
    # Of its own, since pytest tidies it up, and others may do so at the same time.
    environment["PYTEST_DEBUG_TEMPROOT"] = str(folder.parent)
    if url:
        environment["DATABASE_URL"] = url
    with step("lock and sync"):
        for command in (["lock", "--quiet"], ["sync", "--locked", "--quiet"]):
            subprocess.run(
                [UV, *command], cwd=folder, env=environment, check=True, timeout=SECONDS
            )
    if url and not keep_database:
        create_database(url)
    return Service(combination, folder, environment)


def database_url(combination: Combination, folder: Path) -> str | None:
    """A database of the service's own, on the server that there is for it."""
    database = combination.data.get("database", "")
    if database not in SERVERS:
        return None
    digest = hashlib.sha256(str(folder).encode()).hexdigest()
    return f"{server_url(database, combination)}/proof_{digest[:12]}"


def server_url(database: str, needed_by: object) -> str:
    """The address of a server, which names no database."""
    variable = SERVERS[database].variable
    if variable not in os.environ:
        skip(f"{variable} names no server for {needed_by}", "SERVICES")
    return os.environ[variable]


def skip(reason: str, required: str) -> NoReturn:
    """Skip the test, or fail it if the environment requires what is missing."""
    if os.environ.get(f"REQUIRE_{required}") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def create_database(url: str) -> None:
    """Create an empty database on a server; drop an older one of that name."""
    # It takes half a second to import, which a run without servers saves.
    from sqlalchemy import create_engine, make_url, text

    parsed = make_url(url)
    server = SERVERS[parsed.drivername]
    engine = create_engine(
        parsed.set(drivername=server.driver, database=server.first),
        isolation_level="AUTOCOMMIT",
    )
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {parsed.database}"))
        connection.execute(text(f"CREATE DATABASE {parsed.database}"))
    engine.dispose()


def shared(name: str) -> Path:
    """A folder that the services of one process share, and git ignores."""
    return ROOT / name / "services" / str(number_of_process())


@cache
def number_of_process() -> int:
    """The first number that no other process holds, of this run or another one."""
    locks = ROOT / ".cache" / "processes"
    locks.mkdir(parents=True, exist_ok=True)
    for number in count():
        lock = os.open(locks / str(number), os.O_CREAT | os.O_RDWR, 0o644)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # until the process ends
        except BlockingIOError:
            os.close(lock)
        else:
            return number
    raise AssertionError
