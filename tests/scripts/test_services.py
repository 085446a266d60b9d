"""`scripts/services`: servers that start, answer and stop."""

import re
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.scripts.commands import assert_refused, run


def test_unknown_command_is_refused(scripts: Path) -> None:
    usage = "Usage: scripts/services [start|stop|urls]"

    assert_refused(run(scripts / "services", "restart"), usage)


@pytest.mark.slow
def test_started_servers_answer_until_they_are_stopped(scripts: Path) -> None:
    services = scripts / "services"
    try:
        started = run(services)
        assert started.returncode == 0, started.stderr
        for line in started.stdout.splitlines():
            known = r"export (POSTGRESQL_URL=postgresql|MYSQL_URL=mysql)://(.+)"
            assert re.fullmatch(known, line)
            url = urlsplit(line.partition("=")[2])
            socket.create_connection((url.hostname, url.port)).close()
        assert run(services, "start").stdout == started.stdout
        assert run(services, "urls").stdout == started.stdout
    finally:
        stopped = run(services, "stop")
    assert stopped.returncode == 0, stopped.stderr
    assert run(services, "urls").stdout == ""
    assert not (scripts.parent / ".services").exists()
