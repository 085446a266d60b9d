"""The scripts: what they refuse, what they print, which uv they take."""

import os
import re
import socket
import subprocess
from pathlib import Path
from shutil import copytree, which
from urllib.parse import urlsplit

import pytest
from tests.questionnaire import ROOT

# Renders nothing but the answers. What MySQL needs can't be installed, and there is no
# PostgreSQL.
UV = """#!/bin/sh
case $* in
*"copier copy"*)
    for dest; do :; done
    mkdir "$dest"
    for option; do echo "$option" | sed s/=/:\\ /; done >"$dest/.copier-answers.yml" ;;
sync*)
    grep "database: mysql" .copier-answers.yml && { echo "Failed to build"; exit 1; }
    echo "fake uv: $*" ;;
*migrate)
    grep "database: postgresql" .copier-answers.yml || exit 0
    echo "Connection refused"
    exit 1 ;;
*test) echo "1 passed" ;;
*) echo "fake uv: $*" ;;
esac
"""


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """The scripts of a fresh checkout, with its own ignored folders."""
    return copytree(ROOT / "scripts", tmp_path / "checkout" / "scripts")


@pytest.fixture
def fake_uv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A uv that is first on the PATH and installs nothing."""
    binaries = tmp_path / "bin"
    binaries.mkdir()
    (binaries / "uv").write_text(UV)
    (binaries / "uv").chmod(0o755)
    monkeypatch.setenv("PATH", f"{binaries}{os.pathsep}{os.environ['PATH']}")


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def assert_refused(outcome: subprocess.CompletedProcess[str], sentence: str) -> None:
    assert outcome.returncode != 0
    assert outcome.stdout == ""
    assert sentence in outcome.stderr
    assert outcome.stderr.count("\n") == 1


def test_new_without_folder_refuses() -> None:
    assert_refused(run(ROOT / "scripts/new"), "DEST is missing.")


def test_new_with_option_as_folder_refuses() -> None:
    assert_refused(run(ROOT / "scripts/new", "--defaults"), "DEST is missing.")


def test_new_into_used_folder_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("mine")
    outcome = run(ROOT / "scripts/new", tmp_path)
    assert_refused(outcome, f"{tmp_path} is not empty; name a new folder.")
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert (tmp_path / "kept").read_text() == "mine"


def test_new_inside_template_refuses(scripts: Path) -> None:
    dest = scripts.parent / "not" / "there"
    outcome = run(scripts / "new", dest)
    assert_refused(outcome, f"{dest} lies inside the template's own repository")
    assert not dest.parent.exists()


@pytest.mark.usefixtures("fake_uv")
def test_new_prints_next_commands(tmp_path: Path) -> None:
    dest = tmp_path / "my service"
    outcome = run(ROOT / "scripts/new", dest)
    assert outcome.returncode == 0, outcome.stderr
    assert "\n1 passed\n\nThe service is ready." in outcome.stdout
    assert f"\n  cd '{dest}'\n  uv run poe dev\n  curl " in outcome.stdout
    log = run("git", "-C", dest, "log", "--format=%s", "--name-only", "main").stdout
    assert log.endswith(" from its template\n\n.copier-answers.yml\n")


@pytest.mark.usefixtures("fake_uv")
def test_new_of_a_service_without_a_database_migrates_nothing(tmp_path: Path) -> None:
    outcome = run(ROOT / "scripts/new", tmp_path / "service", "--data", "orm=none")
    assert outcome.returncode == 0, outcome.stderr
    assert "Migrating" not in outcome.stdout
    assert "Testing" in outcome.stdout


@pytest.mark.usefixtures("fake_uv")
def test_new_without_database_keeps_the_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    dest = tmp_path / "my service"
    outcome = run(ROOT / "scripts/new", dest, "--data", "database=postgresql")
    assert outcome.returncode != 0
    assert "Connection refused\n\nscripts/new: Migrating failed." in outcome.stderr
    assert "export DATABASE_URL=postgresql://" in outcome.stderr
    rest = f"  cd '{dest}'\n  uv run poe migrate\n  uv run poe test\n"
    assert outcome.stderr.endswith(rest)
    assert run("git", "-C", dest, "status", "--porcelain").stdout == ""


@pytest.mark.usefixtures("fake_uv")
@pytest.mark.parametrize("framework", ["django", "flask"])
def test_new_without_compiler_tells_what_to_install(
    tmp_path: Path, framework: str
) -> None:
    answers = ["--data", f"framework={framework}", "--data", "database=mysql"]
    outcome = run(ROOT / "scripts/new", tmp_path / "service", *answers)
    assert outcome.returncode != 0
    assert "Failed to build\n\nscripts/new: Installing failed." in outcome.stderr
    assert "default-libmysqlclient-dev" in outcome.stderr


@pytest.mark.usefixtures("fake_uv")
def test_uv_on_path_is_used(scripts: Path) -> None:
    assert run(scripts / "uv", "sync").stdout == "fake uv: sync\n"
    assert not (scripts.parent / ".uv").exists()


def test_uv_without_python_refuses(
    scripts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dirname").symlink_to(which("dirname") or "")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert_refused(run(scripts / "uv"), "No Python 3.11 or newer is on the PATH")


def test_services_start_prints_urls_that_answer(scripts: Path) -> None:
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
