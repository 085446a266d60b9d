"""Write a migration from the models: `python -m migrations NAME`."""

import sys

from playhouse.migrations import Runner

from migrations import database
from migrations._changes import find_changes, unfillable, write


def main(name: str) -> str | None:
    """Write the migration, and return the reason if it can't be written."""
    with database.connection_context():
        changes = find_changes()
        if not changes:
            print("No changes: the database matches the models.")
            return None
        if problems := list(unfillable(changes)):
            return "\n".join(problems)
        path = Runner(database).create(name, write(changes, f"{name.capitalize()}."))
    print(f"Created {path}.")
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
