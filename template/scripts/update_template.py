"""Update this service to a release of its template: `poe update-template`.

Options that it does not know go to `copier update`, such as `--data license=MIT`.
"""

import argparse
import json
import os
import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

UV = os.environ.get("UV", "uv")
COMMAND = "uv run poe update-template"
# What precedes the sentence with which the template refuses an answer.
REFUSAL = r"^ValueError: Validation error for question '\w+': "
MARKERS = "^(<<<<<<< before|>>>>>>> after) updating"


def complete(*command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run a command to its end.

    Raises:
        SystemExit: The command fails, with its error.
    """
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if check and done.returncode:
        error = (done.stderr or done.stdout).rstrip()
        if "Traceback" in error:  # whose last line says what is wrong
            error = re.sub(REFUSAL, "", error.splitlines()[-1])
        raise SystemExit(error)
    return done


def run(*command: str, check: bool = True) -> str:
    """Return what a command prints."""
    return complete(*command, check=check).stdout


def succeeds(*command: str) -> bool:
    """Run a command that prints to the terminal."""
    print(f"\n$ {' '.join(command)}", flush=True)
    return subprocess.run(command, check=False).returncode == 0


def git(*arguments: str, check: bool = True) -> str:
    return run("git", "-c", "core.quotePath=false", *arguments, check=check)


def show(title: str, lines: list[str]) -> None:
    if lines:
        print("\n".join((f"\n{title}", *(f"  {line}" for line in lines))))


def read_answers(text: str) -> dict[str, str]:
    found = re.findall(r"^(\w+): (.*)$", text, re.MULTILINE)
    return {name: value.strip("\"'") for name, value in found}


def conflicts() -> list[str]:
    """Return the places of conflict markers, as FILE:LINE."""
    found = git("grep", "--untracked", "-nE", MARKERS, check=False).splitlines()
    return [line.rpartition(":")[0] for line in found if ":<" in line]


def changes(answers: dict[str, str], new: str) -> str:
    """Return what the template's changelog says for this service, if there is one."""
    source = answers["_src_path"].removeprefix("git+")
    with TemporaryDirectory() as clone:
        options = ("--quiet", "--bare", "--depth=1", f"--branch={new}")
        git("clone", *options, source, clone, check=False)
        text = git("-C", clone, "show", f"{new}:CHANGELOG.md", check=False)
    kept = []
    for section in re.split(r"^(?=## \d)", text, flags=re.MULTILINE)[1:]:
        if numbers(answers["_commit"]) < numbers(section) <= numbers(new):
            parts = re.split(r"^(?=### )", section, flags=re.MULTILINE)
            kept += [part for part in parts if concerns(answers["framework"], part)]
    return "".join(kept).rstrip()


def concerns(framework: str, part: str) -> bool:
    """Return whether a part of the changelog is for services with a framework."""
    heading = re.match(r"### With (\w+)\n", part)
    return heading is None or heading[1].lower() == framework


def numbers(text: str) -> tuple[int, ...]:
    found = re.search(r"\d+(\.\d+)*", text)
    return tuple(int(number) for number in found[0].split(".")) if found else ()


def refuse_conflicts() -> None:
    """Refuse a service with conflicts.

    Raises:
        SystemExit: With what to do first.
    """
    places = conflicts()
    show("Conflicts:", places)
    if places:
        raise SystemExit("\nResolve and commit these conflicts first.")


def refuse_changes() -> None:
    """Refuse a service with uncommitted changes.

    Raises:
        SystemExit: With what to do first.
    """
    changed = git("status", "--porcelain", "--", ".").splitlines()
    show("Uncommitted changes:", changed)
    if changed:
        raise SystemExit("\nCommit or stash these changes first.")


def refuse_missing_example(folder: str) -> None:
    """Refuse a service whose example was deleted by hand: an update would add to it.

    Raises:
        SystemExit: With the answers to choose from.
    """
    if not Path(folder).is_dir():
        raise SystemExit(
            f"{folder} is deleted, but the answer `example` is still true, so an\n"
            "update can bring back parts of it. Turn it off, or keep the answer:\n"
            f"  {COMMAND} --data example=false\n  {COMMAND} --data example=true"
        )


def find_release(copier: tuple[str, ...], file: str, source: str) -> dict[str, object]:
    """Return the newest release of the template, and whether it is an update.

    Raises:
        SystemExit: The template can't be read.
    """
    command = (*copier, "check-update", "-a", file, "--output-format=json")
    printed = run(*command, check=False)
    if not printed:
        os.environ["UV_OFFLINE"] = "1"  # uv may have Copier in its cache
        try:
            printed = run(*command)
        except SystemExit as error:
            raise SystemExit(
                f"{error}\nThe template is {source}: see {file}."
            ) from None
    found: dict[str, object] = json.loads(printed)
    return found


def update(copier: tuple[str, ...], file: str, options: list[str]) -> bool:
    """Update the files, and return whether there was an update."""
    refuse_conflicts()
    refuse_changes()
    answers = read_answers(Path(file).read_text(encoding="utf-8"))
    found = find_release(copier, file, answers["_src_path"])
    old, new = answers["_commit"], f"v{found['latest_version']}"
    if not found["update_available"] and not options:
        print(f"This service is up to date with {old} of the template.")
        return False
    if found["update_available"] and not any("vcs-ref" in each for each in options):
        print(f"Updating from {old} to {new}.\n\n{changes(answers, new)}", flush=True)
    run(*copier, "update", "--defaults", "--quiet", "-a", file, *options)
    return True


def deleted_files(*paths: str) -> list[str]:
    """Return the files below these paths that the update has deleted."""
    options = ("--name-only", "--no-renames", "--diff-filter=D", "--relative")
    return git("diff", *options, "HEAD", "--", *paths).splitlines()


def with_edits(copier: tuple[str, ...], file: str, deleted: list[str]) -> list[str]:
    """Return the deleted files that were not as the template had generated them."""
    if not deleted:
        return []
    text = git("show", f"HEAD:./{file}")
    answers = read_answers(text)
    with TemporaryDirectory() as folder:
        data, old = Path(folder, "answers.yml"), Path(folder, "old")
        data.write_text(text, encoding="utf-8")
        options = ("--quiet", "--defaults", f"--vcs-ref={answers['_commit']}")
        source = answers["_src_path"]
        run(*copier, "copy", *options, f"--data-file={data}", source, str(old))
        return [
            name
            for name in deleted
            if not (old / name).is_file()
            or (old / name).read_text("utf-8") != git("show", f"HEAD:./{name}")
        ]


def report(copier: tuple[str, ...], file: str, command: str = COMMAND) -> None:
    """List what the update has changed and cannot settle by itself.

    Raises:
        SystemExit: There are conflicts.
    """
    new = git("ls-files", "--others", "--exclude-standard").splitlines()
    show("New files:", new)
    show(
        "Deleted files with your changes (to restore one: git checkout HEAD FILE):",
        with_edits(copier, file, deleted_files()),
    )
    places = conflicts()
    show("Conflicts:", places)
    if places:
        raise SystemExit(f"\nResolve them, then run: {command} --continue")


def finish(*steps: tuple[str, ...], command: str = COMMAND) -> None:
    """Take the steps that show whether the updated service works.

    Raises:
        SystemExit: One of them fails.
    """
    if [step for step in steps if not succeeds(UV, *step)]:
        raise SystemExit(f"\nFix what failed, then run: {command} --continue")
    print("\nReview the changes with `git diff`, then commit them.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, prog=COMMAND)
    parser.add_argument("copier", help=argparse.SUPPRESS)
    parser.add_argument("--example", help=argparse.SUPPRESS)
    parser.add_argument("-a", "--answers-file", default=".copier-answers.yml")
    parser.add_argument("--continue", action="store_true", dest="resume", help="go on")
    known, options = parser.parse_known_args()
    os.chdir(Path(__file__).parent.parent)
    copier = (UV, "tool", "run", known.copier)
    if not known.resume:
        if known.example and not any("example=" in option for option in options):
            refuse_missing_example(known.example)
        if not update(copier, known.answers_file, options):
            return
    report(copier, known.answers_file)
    finish(("sync",), ("run", "poe", "check"), ("run", "poe", "test"))


if __name__ == "__main__":
    main()
