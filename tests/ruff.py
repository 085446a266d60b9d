"""The format and lint checks of a service, by its own settings."""

import subprocess
import sys
from pathlib import Path

RUFF = str(Path(sys.executable).with_name("ruff"))


def check(service: Path, *paths: str) -> None:
    """Assert that a service, or some of its files, passes both."""
    for command in (["format", "--check"], ["check"]):
        done = subprocess.run(
            [RUFF, *command, "--no-cache", *paths],
            cwd=service,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
