"""Services whose own commands update them, with a uv that runs this Copier."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.run.services import FOREIGN, SECONDS
from tests.timing import step
from tests.update.updates import GUIDE

# Runs this Copier, and records what else it is asked to do.
FAKE_UV = """#!/bin/sh
if [ -n "$OFFLINE" ] && [ -z "$UV_OFFLINE" ]; then exit 2; fi
if [ "$1" = tool ]; then shift 3; exec {python} -m copier "$@"; fi
echo "$@" >>"$RECORD"
[ "$*" != "$FAIL" ]
"""


@dataclass(frozen=True)
class Updatable:
    """A service that can be updated."""

    folder: Path
    record: Path

    @classmethod
    def at(cls, folder: Path) -> "Updatable":
        """Use a service, with what it needs beside its folder."""
        uv = folder.with_name("uv")
        uv.write_text(FAKE_UV.format(python=sys.executable))
        uv.chmod(0o755)
        return cls(folder, folder.with_name("record"))

    def run(self, *options: str, **environment: str) -> tuple[int, str]:
        """Run `poe update-template`; return its status and what it prints."""
        example = "--example=app/posts"
        return self.start("update_template", "copier", example, *options, **environment)

    def start(self, script: str, *options: str, **environment: str) -> tuple[int, str]:
        """Run a script of the service; return its status and what it prints."""
        inherited = {
            name: value for name, value in os.environ.items() if name not in FOREIGN
        }
        uv = self.record.with_name("uv")
        with step("update by command"):
            done = subprocess.run(
                [
                    sys.executable,
                    self.folder / "scripts" / f"{script}.py",
                    *options,
                ],
                cwd=self.folder.parent,
                env={
                    **inherited,
                    "UV": str(uv),
                    "RECORD": str(self.record),
                    **environment,
                },
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=SECONDS,
                check=False,
            )
        return done.returncode, done.stdout

    @property
    def steps(self) -> list[str]:
        """What was run after the update."""
        return self.record.read_text().splitlines() if self.record.exists() else []

    @property
    def guide(self) -> str:
        return (self.folder / GUIDE).read_text(encoding="utf-8")
