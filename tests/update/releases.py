"""The releases of the template, and a repository of them and what stands now."""

import re
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from shutil import copytree

import yaml
from tests.space import Combination
from tests.questionnaire import ROOT, Answers
from tests.TODO import covering, options_of, questions_of, usual_first

SUBJECT = re.compile(r"release: (v\d+\.\d+\.\d+)")
NOW = "v999.0.0"
TEMPLATE_PATHS = ["copier.yml", "extensions", "template"]


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout


def commit_all(folder: Path, tag: str = "") -> None:
    """Commit what is there, in a repository that is begun if need be."""
    git(folder, "init")
    git(folder, "add", "--all")
    git(folder, "commit", "--allow-empty", "--message", "test")
    if tag:
        git(folder, "tag", tag)


@dataclass(frozen=True)
class Release:
    version: str
    commit: str

    def __str__(self) -> str:
        return self.version


@cache
def offered_by(release: Release) -> list[Combination]:
    """What is proven now and could be chosen then.

    A question that is new since is one to which an owner's answer is the default.
    """
    text = git(ROOT, "show", f"{release.commit}:copier.yml")
    then = options_of(questions_of(yaml.safe_load(text)))

    def is_offered(combination: Combination) -> bool:
        row: Answers = {}
        for name, value in combination.answers:
            if value not in then.get(name, usual_first(name, row)[:1]):
                return False
            row[name] = value
        return True

    return [combination for combination in covering() if is_offered(combination)]


@cache
def releases() -> list[Release]:
    """Each release, by its tag or else by its commit's subject; oldest first.

    A release that the history names and the clone does not hold is an error of git's.
    """
    tags = git(ROOT, "tag", "--list", "v*.*.*").split()
    found = {tag: git(ROOT, "rev-list", "-n1", tag).strip() for tag in tags}
    for line in git(ROOT, "log", "--format=%H %s").splitlines():
        commit, _, subject = line.partition(" ")
        match = SUBJECT.fullmatch(subject)
        if match:
            found.setdefault(match[1], commit)
    ordered = sorted(found, key=lambda tag: [int(part) for part in tag[1:].split(".")])
    return [Release(version, found[version]) for version in ordered]


@cache
def newest_behind() -> Release:
    """The last release from which an update has something to do.

    Of a release that was just made, that is the one before.
    """

    def is_behind(release: Release) -> bool:
        compare = ("diff", "--name-only", release.commit, "--", *TEMPLATE_PATHS)
        return bool(git(ROOT, *compare))

    return next(filter(is_behind, reversed(releases())))


@cache
def ends(framework: str) -> set[Release]:
    """The first release that offered a framework, and the newest that is behind.

    They stand for those between, where an update from each would take too long.
    """
    return {
        next(
            release
            for release in releases()
            if any(one.data["framework"] == framework for one in offered_by(release))
        ),
        newest_behind(),
    }


def repository(folder: Path, template: Path) -> Path:
    """Clone the history, tag its releases, and commit what stands now as the newest."""
    git(ROOT, "clone", "--quiet", "--no-tags", str(ROOT), str(folder))
    for release in releases():
        git(folder, "tag", release.version, release.commit)
    git(folder, "rm", "--quiet", "-r", *TEMPLATE_PATHS)
    copytree(template, folder, dirs_exist_ok=True)
    commit_all(folder, NOW)
    return folder
