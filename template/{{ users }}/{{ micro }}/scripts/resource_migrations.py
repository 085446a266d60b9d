"""The migration that follows from a changed file of resources."""

from collections.abc import Iterator
from pathlib import Path

from update_template import UV, deleted_files, git, show, succeeds


def new_migrations() -> list[str]:
    """Return the migrations that git doesn't know yet."""
    pattern = ":(glob)migrations/**/[0-9]*"
    return git("ls-files", "--others", "--exclude-standard", "--", pattern).split()


def write_migration() -> bool:
    """Write the migration, and return whether that succeeded."""
    needed = [*removed_imports()]
    if needed:
        git("checkout", "HEAD", "--", *needed)
    show("Kept for migrations:", needed)
    return succeeds(UV, "run", "poe", "makemigration", "resources")


def removed_imports() -> Iterator[str]:
    """Yield the modules that the update has removed, and migrations import."""
    migrations = [
        path.read_text(encoding="utf-8")
        for path in Path("migrations").rglob("[0-9]*.py")
    ]
    for name in deleted_files(":(glob)app/*.py"):
        module = name.removesuffix(".py").replace("/", ".")
        if any(f"from {module} import" in source for source in migrations):
            yield name
