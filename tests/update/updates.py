"""How services are generated from a version of the template, and updated."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from copier import run_copy, run_update

from tests.git import commit_all
from tests.run.services import SECONDS, Service
from tests.timing import step
from tests.update.changes import numbers
from tests.update.releases import NOW

# The first release whose users have the column `email_verified`. Owners of older
# services write its migration, as the changelog says.
WITH_VERIFIED_ADDRESSES = "v0.7.0"
# A release after the template as it stands.
NEXT = "v1000.0.0"
# A page of each service that follows the template.
GUIDE = "docs/service.md"


def generate(history: Path, folder: Path, version: str, **data: Any) -> Path:
    """Generate a service from a version, and commit it."""
    with step("generate a service to update"):
        run_copy(
            str(history), folder, data=data, vcs_ref=version, defaults=True, quiet=True
        )
        commit_all(folder)
    return folder


def update(folder: Path, **data: Any) -> None:
    """Update to the template as it stands."""
    with step("update"):
        run_update(
            folder, data=data, vcs_ref=NOW, defaults=True, overwrite=True, quiet=True
        )


def update_by_command(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Update to the newest version as an owner does: by Copier's command, unpatched."""
    with step("update by command"):
        return subprocess.run(
            [sys.executable, "-m", "copier", "update", "--defaults", *options],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )


def write_missing_migration(service: Service, version: str) -> None:
    """Write the migration that an update from this version asks its owner for."""
    if numbers(version) < numbers(WITH_VERIFIED_ADDRESSES):
        service.run("poe", "makemigration", "verify_addresses")


def change_the_guide(template: Path) -> None:
    """Change a line of the guide that each service has, as a release may."""
    change_heading(template / "template" / f"{GUIDE}.jinja", "Run it")


def change_heading(guide: Path, heading: str) -> None:
    text = guide.read_text(encoding="utf-8")
    assert text.count("\n## Run\n") == 1
    guide.write_text(text.replace("\n## Run\n", f"\n## {heading}\n"), "utf-8")
