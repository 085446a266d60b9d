"""PgBouncer before the tests' PostgreSQL, in transaction mode."""

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.run.addresses import free_address
from tests.run.services import skip

SECONDS = 30
# Fewer connections than clients, so that each statement may meet another one's.
CONFIGURATION = """\
[databases]
* = host={host} port={port} user=postgres
[pgbouncer]
listen_addr = {own_host}
listen_port = {own_port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
"""


@contextmanager
def pooler(url: str, folder: Path) -> Iterator[str]:
    """Run a pooler, and give the URL of the same database behind it."""
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        skip("pgbouncer is not installed", "SERVICES")
    server, own = urlsplit(url), free_address("127.0.0.1")
    file = folder / "pgbouncer.ini"
    file.write_text(
        CONFIGURATION.format(
            host=server.hostname, port=server.port, own_host=own[0], own_port=own[1]
        )
    )
    with file.open() as configuration, (folder / "pgbouncer.log").open("w") as log:
        process = subprocess.Popen(
            [program, "/dev/stdin"],
            stdin=configuration,
            stdout=log,
            stderr=subprocess.STDOUT,
            **unprivileged(),
        )
    try:
        wait_until_it_listens(own, process)
        yield server._replace(netloc=f"postgres@{own[0]}:{own[1]}").geturl()
    finally:
        process.kill()
        process.wait(timeout=SECONDS)


def unprivileged() -> dict[str, Any]:
    """The account that runs it: it refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam("nobody")
    return {"user": entry.pw_uid, "group": entry.pw_gid}


def wait_until_it_listens(
    address: tuple[str, int], process: subprocess.Popen[bytes]
) -> None:
    deadline = time.monotonic() + SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(address, timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"pgbouncer does not listen on {address}")
