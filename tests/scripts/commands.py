"""How the tests run a script."""

import subprocess
from pathlib import Path


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def assert_refused(done: subprocess.CompletedProcess[str], message: str) -> None:
    """Assert that the script did nothing but print one line, with this message."""
    assert done.returncode != 0
    assert done.stdout == ""
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
