"""The Python interpreters that are here: nothing is downloaded."""

import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

Version = tuple[int, int]


@cache
def installed() -> dict[Version, Path]:
    """Those on the PATH, and those beside the one that runs this, as pyenv has them."""
    beside = Path(sys.base_prefix).parent.glob("*/bin/python3.*")
    on_path = (shutil.which(f"python3.{minor}") for minor in range(11, 30))
    found: dict[Version, Path] = {}
    for path in (*beside, *(Path(path) for path in on_path if path)):
        if re.fullmatch(r"python3\.\d+", path.name):
            version = version_of(path)
            if version is not None:
                found.setdefault(version, path)
    return found


def version_of(python: Path) -> Version | None:
    """What it is, or None for one that doesn't run: a shim of a version not set up."""
    code = "import sys; print(*sys.version_info[:2])"
    done = subprocess.run(
        [python, "-c", code], capture_output=True, text=True, check=False
    )
    if done.returncode:
        return None
    major, minor = done.stdout.split()
    return int(major), int(minor)


def interpreter_for(oldest: str) -> Path | None:
    """The interpreter of this version, or else the oldest that is newer."""
    major, minor = oldest.split(".")
    fitting = [
        version for version in installed() if version >= (int(major), int(minor))
    ]
    return installed()[min(fitting)] if fitting else None
