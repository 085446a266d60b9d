"""The heartbeat of a worker or scheduler. `python -m app.heartbeat` checks it.

Probes run it every few seconds, so it loads nothing else of the service.
"""

import tempfile
import time
from pathlib import Path

INTERVAL_SECONDS = 5
MAX_AGE_SECONDS = 30
FILE = Path(tempfile.gettempdir(), "app-heartbeat")


def beat() -> None:
    FILE.touch()


def check() -> None:
    """Check that a worker or scheduler of this machine or container responds.

    Raises:
        SystemExit: It doesn't.
    """
    try:
        age = time.time() - FILE.stat().st_mtime
    except FileNotFoundError:
        raise SystemExit("No worker or scheduler has started here.") from None
    if age > MAX_AGE_SECONDS:
        raise SystemExit(f"The last heartbeat was {age:.0f} seconds ago.")


if __name__ == "__main__":
    check()
