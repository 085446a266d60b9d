"""Update this service to a changed file of resources: `poe update-resources FILE`.

The release of the template and all other answers stay. Copier's Python runs this.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from resource_migrations import new_migrations, write_migration
from update_template import (
    UV,
    complete,
    finish,
    git,
    refuse_changes,
    refuse_conflicts,
    report,
    succeeds,
)

COMMAND = "uv run poe update-resources"


def read(file: Path) -> object:
    """Return the resources that a file describes.

    Raises:
        SystemExit: It describes none.
    """
    try:
        answers = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SystemExit(f"{file.name} can't be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise SystemExit(f"{file.name} is not UTF-8.") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1
        raise SystemExit(
            f"{file.name} is not YAML: line {line}: {error.problem}."
        ) from None
    except yaml.YAMLError as error:
        reason = str(error).splitlines()[0]
        raise SystemExit(f"{file.name} is not YAML: {reason}.") from None
    if not isinstance(answers, dict) or "resources" not in answers:
        raise SystemExit(f"{file.name} has no key `resources`.")
    return answers["resources"]


def by_name(items: object) -> dict[str, dict[str, Any]]:
    """Return entities or fields by their names; the template refuses what has none."""
    found = items if isinstance(items, list) else []
    return {
        each["name"]: each
        for each in found
        if isinstance(each, dict) and isinstance(each.get("name"), str)
    }


def refuse_unfillable(before: object, after: object) -> None:
    """Refuse columns for which existing rows have no value.

    Raises:
        SystemExit: With the first of them.
    """
    old = by_name(before)
    for name, entity in by_name(after).items():
        if name not in old:
            continue
        if entity.get("owner") and not old[name].get("owner"):
            raise SystemExit(f"resources: {name}: existing rows have no owner.")
        fields = by_name(old[name].get("fields"))
        for field, keys in by_name(entity.get("fields")).items():
            is_filled = keys.get("type") == "refs" or "default" in keys
            if field not in fields and keys.get("required", True) and not is_filled:
                raise SystemExit(
                    f"resources: {name}.{field}: existing rows have no value, so it"
                    " needs a default or `required: false`."
                )


@contextmanager
def set_aside(file: Path) -> Iterator[None]:
    """Hide the changes of a file from git, in which all else has to be committed."""
    if not git("status", "--porcelain", "--", str(file), check=False):
        yield
        return
    content = file.read_bytes()
    git("stash", "push", "--quiet", "--include-untracked", "--", str(file))
    try:
        yield
    finally:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        git("stash", "drop", "--quiet")


def update(copier: tuple[str, ...], answers_file: str, file: Path) -> str:
    """Update the files, and return what has changed, if anything."""
    refuse_conflicts()
    resources = read(file)
    answers = yaml.safe_load(Path(answers_file).read_text(encoding="utf-8"))
    refuse_unfillable(answers.get("resources"), resources)
    with set_aside(file), TemporaryDirectory() as folder:
        refuse_changes()
        data = Path(folder, "resources.yml")
        data.write_text(yaml.safe_dump({"resources": resources}), encoding="utf-8")
        options = ("--defaults", "--vcs-ref=:current:", f"--data-file={data}")
        done = complete(*copier, "update", "-a", answers_file, *options)
    _, heading, changes = done.stderr.partition("\nResources:\n")
    return f"{heading}{changes}".strip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, prog=COMMAND)
    parser.add_argument("file", nargs="?", metavar="FILE", help="the changed file")
    parser.add_argument("-a", "--answers-file", default=".copier-answers.yml")
    parser.add_argument("--continue", action="store_true", dest="resume", help="go on")
    known = parser.parse_args()
    if bool(known.file) == known.resume:
        parser.error("name the changed FILE, or pass --continue")
    file = Path(os.environ.get("POE_PWD", "."), known.file or "").absolute()
    os.chdir(Path(__file__).parent.parent)
    copier = (sys.executable, "-m", "copier")
    changes = ""
    if not known.resume:
        changes = update(copier, known.answers_file, file)
        print(changes or "No entity or field has changed.")
    report(copier, known.answers_file, COMMAND)
    if "\n  removed: " in changes:
        raise SystemExit(f"\nTo write the migration, run: {COMMAND} --continue")
    if not known.resume and not changes:
        return
    if not succeeds(UV, "sync") or not (new_migrations() or write_migration()):
        raise SystemExit(f"\nFix what failed, then run: {COMMAND} --continue")
    finish(("run", "poe", "check"), ("run", "poe", "test"), command=COMMAND)
    if written := new_migrations():
        print(f"Read {', '.join(written)} before you run `poe migrate`.")


if __name__ == "__main__":
    main()
