"""The tests of a generated service notice a rule that somebody changes."""

import subprocess
from pathlib import Path

import pytest

from tests import tiers
from tests.conftest import Render
from tests.run.mutations import MUTATIONS, Mutation
from tests.run.services import SECONDS, UV, Service, install
from tests.timing import step
from tests.update.edits.catalogue import replace


@pytest.mark.nightly
@pytest.mark.slow
@pytest.mark.parametrize(("name", "mutations"), MUTATIONS.items(), ids=list(MUTATIONS))
def test_changed_rule_fails_a_test(
    render: Render, tmp_path: Path, name: str, mutations: list[Mutation]
) -> None:
    stack = tiers.stack_named(name)
    service = install(stack, render(tmp_path / "service", **stack.data))
    service.run("poe", "makemigration", "resources")

    survivors = [each.rule for each in mutations if survives(each, service)]

    print(f"{len(mutations) - len(survivors)} of {len(mutations)} are noticed.")
    assert survivors == []


def survives(mutation: Mutation, service: Service) -> bool:
    """Return whether the tests of its entity pass with it."""
    file = service.folder / "app" / mutation.file
    before = file.read_text("utf-8")
    replace(file, mutation.right, mutation.wrong)
    try:
        with step("tests of a mutation"):
            done = subprocess.run(
                [UV, "run", "--no-sync", "pytest", "-q", "-x", mutation.tests],
                cwd=service.folder,
                env=service.environment,
                capture_output=True,
                text=True,
                timeout=SECONDS,
                check=False,
            )
    finally:
        file.write_text(before, "utf-8")
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.returncode == 0
