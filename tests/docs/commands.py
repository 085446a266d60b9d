"""Commands as a reader of the documents runs them."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.run.services import SECONDS


def follow(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> str:
    """Return what a command prints; where it fails, show that."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
