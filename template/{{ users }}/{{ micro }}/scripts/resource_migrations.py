"""The migration that follows from a changed file of resources."""

from update_template import UV, git, succeeds


def new_migrations() -> list[str]:
    """Return the migrations that git doesn't know yet."""
    pattern = ":(glob)migrations/**/[0-9]*"
    return git("ls-files", "--others", "--exclude-standard", "--", pattern).split()


def write_migration() -> bool:
    """Write the migration, and return whether that succeeded."""
    return succeeds(UV, "run", "poe", "makemigration", "resources")
