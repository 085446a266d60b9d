"""The migrations that follow from a changed file of resources."""

import re
from pathlib import Path

from update_template import UV, deleted_files, git, show, succeeds

SETTINGS = Path("app", "settings.py")
# The list for the apps of the service's owner, up to its last entry.
OWN_APPS = re.compile(r"^INSTALLED_APPS \+= \[\n(?: .*\n)*", re.MULTILINE)


def new_migrations() -> list[str]:
    """Return the migrations that git doesn't know yet."""
    pattern = ":(glob)app/*/migrations/[0-9]*"
    return git("ls-files", "--others", "--exclude-standard", "--", pattern).split()


def write_migration() -> bool:
    """Write the migrations, and return whether that succeeded."""
    show("Kept for their migrations:", [keep(app) for app in removed_apps()])
    return succeeds(UV, "run", "poe", "makemigration", "resources")


def removed_apps() -> list[Path]:
    """Return the apps of which the update has left only the migrations."""
    removed = deleted_files(":(glob)app/*/migrations/__init__.py")
    folders = [Path(name).parent for name in removed]
    return [folder.parent for folder in folders if [*folder.glob("[0-9]*.py")]]


def keep(app: Path) -> str:
    """Leave an app installed, since Django drops the tables of no other.

    Raises:
        SystemExit: The settings have no place for it.
    """
    packages = (f"{app}/__init__.py", f"{app}/migrations/__init__.py")
    git("checkout", "HEAD", "--", *packages)
    entry = f'    "app.{app.name}",\n'
    settings = SETTINGS.read_text(encoding="utf-8")
    if entry not in settings:
        changed, found = OWN_APPS.subn(rf"\g<0>{entry}", settings)
        if not found:
            raise SystemExit(f"\nAdd app.{app.name} to INSTALLED_APPS in {SETTINGS}.")
        SETTINGS.write_text(changed, encoding="utf-8")
    return app.as_posix()
