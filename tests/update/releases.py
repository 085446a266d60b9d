"""The template's releases, and what could be chosen in each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from shutil import copytree

import pytest
import yaml

from tests.git import TEMPLATE_PATHS, commit_all, git
from tests.questionnaire import ROOT, Questionnaire, questionnaire
from tests.space import Combination, first_of_each_framework
from tests.tiers import core, installed
from tests.update.changes import numbers

VERSION = re.compile(r"v\d+\.\d+\.\d+")
SUBJECT = re.compile(rf"release: ({VERSION.pattern})")
# The version of the working tree, newer than any release.
NOW = "v999.0.0"


@dataclass(frozen=True)
class Release:
    version: str
    commit: str

    def __str__(self) -> str:
        return self.version


@cache
def releases() -> list[Release]:
    """Find each release by its tag, else by its commit's subject; oldest first.

    A release that the history names but the clone lacks makes git fail.
    """
    tags = filter(VERSION.fullmatch, git(ROOT, "tag", "--list").split())
    commits = {tag: git(ROOT, "rev-list", "-n1", tag).strip() for tag in tags}
    for line in git(ROOT, "log", "--format=%H %s").splitlines():
        commit, _, subject = line.partition(" ")
        match = SUBJECT.fullmatch(subject)
        if match:
            commits.setdefault(match[1], commit)
    if not commits:
        raise pytest.UsageError(
            "This clone holds no release: fetch its history (git fetch --unshallow)."
        )
    versions = sorted(commits, key=numbers)
    return [Release(version, commits[version]) for version in versions]


@cache
def offered_by(release: Release) -> list[Combination]:
    """Return the tested combinations that the release offered, the usual ones first.

    A question that the release did not ask is answered with its default by an update.
    """
    older = asked_by(release)
    default = questionnaire().default_on_update

    def is_offered(combination: Combination) -> bool:
        return all(
            value in older.options[name]
            if name in older.options
            else value == default(name, dict(combination.answers))
            for name, value in combination.answers
        )

    rows = (one.as_asked_by(older) for one in [*core(), *installed()])
    return list(filter(is_offered, dict.fromkeys(rows)))


@cache
def asked_by(release: Release) -> Questionnaire:
    text = git(ROOT, "show", f"{release.commit}:copier.yml")
    return Questionnaire(yaml.safe_load(text))


def usual_of(release: Release) -> list[Combination]:
    """Return the usual combination of each framework that the release offered."""
    return first_of_each_framework(offered_by(release))


def core_of(release: Release) -> list[Combination]:
    rows = {one.as_asked_by(asked_by(release)) for one in core()}
    return [one for one in offered_by(release) if one in rows]


def behind() -> Iterator[Release]:
    """Yield the releases whose template differs from the working tree, newest first."""
    for release in reversed(releases()):
        paths = ("--", *TEMPLATE_PATHS)
        if git(ROOT, "diff", "--name-only", release.commit, *paths):
            yield release


@cache
def newest_behind() -> Release:
    """Return the newest release from which an update has something to do."""
    return next(behind())


@cache
def first_with(framework: str) -> Release:
    """Return the first release that offered the framework."""
    return next(
        release
        for release in releases()
        if any(one.data["framework"] == framework for one in usual_of(release))
    )


@cache
def first_and_newest(framework: str) -> list[Release]:
    """Return the framework's first release and the two newest that are behind.

    They stand for all releases, so that a run takes no longer with each new one.
    """
    return [first_with(framework), *islice(behind(), 2)]


def repository(folder: Path, template: Path) -> Path:
    """Clone the history, tag its releases, and commit the template as the newest."""
    git(ROOT, "clone", "--quiet", "--no-tags", str(ROOT), str(folder))
    for release in releases():
        git(folder, "tag", release.version, release.commit)
    git(folder, "rm", "--quiet", "-r", *TEMPLATE_PATHS)
    copytree(template, folder, dirs_exist_ok=True)
    commit_all(folder, NOW)
    return folder
