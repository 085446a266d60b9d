"""A checkout of the scripts, and a uv that installs nothing."""

import os
from pathlib import Path
from shutil import copytree

import pytest

from tests.questionnaire import ROOT

# Renders nothing but the answers, writes empty migrations, and prints every other
# command. The driver of MySQL can't be built, PostgreSQL can't be reached, and what
# FAKE_UV_FAILS names fails.
FAKE_UV = """#!/bin/sh
case $* in
*scripts/render.py*)
    for dest; do :; done
    mkdir -p "$dest"
    for option; do echo "$option" | sed s/=/:\\ /; done >"$dest/.copier-answers.yml" ;;
sync*)
    grep "database: mysql" .copier-answers.yml && { echo "Failed to build"; exit 1; }
    echo "fake uv: $*" ;;
*migrate | *makemigration*)
    if grep "database: postgresql" .copier-answers.yml; then
        echo "Connection refused"
        exit 1
    fi
    case $* in *makemigration*) touch migration ;; esac ;;
*"poe test") echo "1 passed" ;;
*"services urls") echo "export POSTGRESQL_URL=postgresql://started" ;;
*pytest*) printf 'fake uv: %s\\nPOSTGRESQL_URL=%s\\n' "$*" "${POSTGRESQL_URL-}" ;;
*) echo "fake uv: $*" ;;
esac
case $* in *"${FAKE_UV_FAILS-no command}"*) exit 1 ;; esac
"""


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """The scripts of a checkout without any of its ignored folders."""
    return copytree(ROOT / "scripts", tmp_path / "checkout" / "scripts")


@pytest.fixture
def fake_uv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A uv that is first on the PATH and installs nothing."""
    binaries = tmp_path / "bin"
    binaries.mkdir()
    (binaries / "uv").write_text(FAKE_UV)
    (binaries / "uv").chmod(0o755)
    monkeypatch.setenv("PATH", f"{binaries}{os.pathsep}{os.environ['PATH']}")
