"""Commands that a host of CI has, and what stands for them where tests run jobs."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.run.services import FOREIGN, SECONDS, UV

# Each runs instead of the command of its name. Whatever they don't expect fails.
COMMANDS = {
    "uvx": 'exec uv tool run "$@"',
    # Jobs of GitHub use it; tests run as an account that needs none, or has no right.
    "sudo": 'exec "$@"',
    # Everything that a job installs has to be here already.
    "apt-get": """
for word in "$@"; do
    case $word in
    update | install | --quiet | --yes | --no-install-recommends) ;;
    default-libmysqlclient-dev | libmariadb-dev) pkg-config --exists libmariadb ;;
    gcc | git | pkg-config) command -v "$word" >/dev/null ;;
    libc6-dev) [ -e /usr/include/stdlib.h ] ;;
    *) echo "apt-get: what is $word?" >&2; exit 64 ;;
    esac || { echo "apt-get: $word is not installed." >&2; exit 1; }
done""",
    "gh": """
case "$1 $2" in
"auth setup-git") [ -n "$GH_TOKEN" ] ;;
"pr create") shift 2; printf '%s\\n' "$@" >"$REQUESTS/$$" ;;
*) echo "gh: what is $*?" >&2; exit 64 ;;
esac""",
    # No registry is reached: what is pushed has to be an image that is here.
    "docker": """
case $1 in
login) cat >/dev/null; echo "$*" >>"$PUSHES" ;;
push) "$DOCKER" image inspect "$2" >/dev/null && echo "$2" >>"$PUSHES" ;;
*) exec "$DOCKER" "$@" ;;
esac""",
}


def attempt(
    command: Sequence[str | Path], folder: Path, environment: dict[str, str]
) -> tuple[bool, str]:
    """Run a command of a job; return whether it succeeded in time, and its output."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        return False, (error.output or b"").decode(errors="replace")
    return done.returncode == 0, done.stdout


def environment_with(folder: Path, **variables: str) -> dict[str, str]:
    """Return the environment of a job in which these commands are found first."""
    folder.mkdir()
    found = shutil.which(UV)
    assert found
    (folder / "uv").symlink_to(found)
    for name, script in COMMANDS.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    inherited = {name: text for name, text in os.environ.items() if name not in FOREIGN}
    return {**inherited, "PATH": f"{folder}:{os.environ['PATH']}", **variables}
