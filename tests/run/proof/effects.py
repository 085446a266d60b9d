"""What the tasks do: they write into the folder PROOF, which the test reads."""

import os
import time
from pathlib import Path
from uuid import uuid4

FOLDER = Path(os.environ.get("PROOF", "."))


def note(kind: str, key: str) -> None:
    """Note that something happened. For one key, it happens once."""
    folder = FOLDER / kind
    folder.mkdir(parents=True, exist_ok=True)
    (folder / key).touch()


def count_run(key: str) -> None:
    note("runs", f"{key}-{uuid4().hex}")


def tick() -> None:
    note("ticks", f"{int(time.time() // 60)}-{uuid4().hex}")


def fail() -> None:
    """Raise an exception, until the test has removed the cause."""
    if not (FOLDER / "repaired").exists():
        raise RuntimeError("This always fails.")
