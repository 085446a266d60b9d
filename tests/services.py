"""Services that are rendered, installed and ready for their own commands."""

import hashlib
import json
import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest
from combinations import Combination
from interpreters import interpreter_for

SECONDS = 600
UV = os.environ.get("UV", "uv")  # which uv sets for what it runs
# Where the tests find a server, by the answer that asks for it.
SERVERS = {"postgresql": "POSTGRESQL_URL", "mysql": "MYSQL_URL"}
# What surrounds these tests and is wrong, or would make it slow, in a service.
FOREIGN = ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE")

CREATE_DATABASE = """
import asyncio, os
from sqlalchemy import make_url
url = make_url(os.environ["DATABASE_URL"])
from tests.database import recreate
asyncio.run(recreate(url, drop_only=False))
"""


@dataclass(frozen=True)
class Service:
    """A rendered and locked service, and the environment of its commands."""

    combination: Combination
    folder: Path
    environment: dict[str, str]

    def run(self, *command: str, **environment: str) -> str:
        """Run a command in the service; where it fails, tell what it said."""
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
        if done.returncode:
            pytest.fail(
                f"{' '.join(command)} ended with {done.returncode} in {self.folder}\n"
                f"{done.stdout}\nIt was made by: {self.combination.command}",
                pytrace=False,
            )
        return done.stdout


def install(combination: Combination, folder: Path) -> Service:
    """Lock and install what lies in the folder, with the oldest Python it promises.

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
    environment["MYPY_CACHE_DIR"] = str(mypy_cache())
    if url:
        environment["DATABASE_URL"] = url
    lock = [UV, "lock", "--quiet"]
    subprocess.run(lock, cwd=folder, env=environment, check=True, timeout=SECONDS)
    service = Service(combination, folder, environment)
    if url:  # the service's own tests know how to make one
        service.run("python", "-c", CREATE_DATABASE)
    return service


def database_url(combination: Combination, folder: Path) -> str | None:
    """A database of the service's own, on the server that there is for it."""
    database = combination.data["database"]
    if database not in SERVERS:
        return None
    variable = SERVERS[database]
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


def mypy_cache() -> Path:
    """One for the services that a worker checks: the libraries are read once."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return Path(__file__).parent.parent / ".mypy_cache" / "services" / worker
