"""Edits around the code: project files, documents, CI, tests."""

import subprocess
from pathlib import Path

from tests.ruff import RUFF
from tests.stacks import FRAMEWORKS
from tests.update.edits.catalogue import (
    append,
    edit,
    insert_after,
    insert_dependency,
    replace,
)


@edit(sound_with=FRAMEWORKS)
def rewrite_the_readme(folder: Path) -> None:
    (folder / "README.md").write_text("# Orders\n\nAsk the team before you deploy.\n")


@edit(sound_with=FRAMEWORKS)
def add_a_note_above_the_readme(folder: Path) -> None:
    path = folder / "README.md"
    path.write_text("> Runs in two regions.\n\n" + path.read_text())


@edit(sound_with=FRAMEWORKS)
def change_the_license(folder: Path) -> None:
    (folder / "LICENSE").write_text("All rights reserved.\n")
    replace(
        folder / "pyproject.toml",
        'license = "MIT"',
        'license = "LicenseRef-Proprietary"',
    )


@edit(sound_with=FRAMEWORKS)
def release_a_version(folder: Path) -> None:
    replace(folder / "pyproject.toml", 'version = "0.1.0"', 'version = "1.4.0"')
    replace(folder / "CHANGELOG.md", "## 0.1.0", "## 1.4.0\n\n- Orders.\n\n## 0.1.0")


@edit()
def add_a_dependency(folder: Path) -> None:
    insert_dependency(folder / "pyproject.toml", "dependencies = [", "idna>=3")


@edit(sound_with=FRAMEWORKS)
def add_a_development_dependency(folder: Path) -> None:
    insert_dependency(folder / "pyproject.toml", "dev = [", "faker")


@edit(sound_with=FRAMEWORKS)
def add_a_task(folder: Path) -> None:
    insert_after(
        folder / "pyproject.toml",
        'executor = "simple"',
        "",
        "[tool.poe.tasks.psql]",
        'help = "Open the database"',
        'cmd = "psql ${DATABASE_URL}"',
    )


@edit(sound_with=FRAMEWORKS)
def ignore_a_rule_of_the_linter(folder: Path) -> None:
    replace(
        folder / "pyproject.toml", 'ignore = ["PLR2004"', 'ignore = ["D", "PLR2004"'
    )


@edit()
def ignore_an_untyped_package(folder: Path) -> None:
    append(
        folder / "pyproject.toml",
        '\n[[tool.mypy.overrides]]\nmodule = ["untyped.*"]\n'
        "ignore_missing_imports = true\n",
    )


@edit()
def reformat_with_longer_lines(folder: Path) -> None:
    replace(
        folder / "pyproject.toml",
        "[tool.ruff.lint]",
        "[tool.ruff]\nline-length = 110\n\n[tool.ruff.lint]",
    )
    subprocess.run([RUFF, "format", "--quiet", "."], cwd=folder, check=True)


@edit(sound_with=FRAMEWORKS)
def add_a_ci_workflow(folder: Path) -> None:
    workflow = folder / ".github" / "workflows" / "ci.yml"
    workflow.parent.mkdir(parents=True)
    workflow.write_text("on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n")


@edit(sound_with=FRAMEWORKS)
def write_an_environment_file(folder: Path) -> None:
    (folder / ".env").write_text("LOG_LEVEL=DEBUG\n")


@edit(sound_with=FRAMEWORKS)
def ignore_more_files(folder: Path) -> None:
    append(folder / ".gitignore", "/dist/\n")


@edit(sound_with=FRAMEWORKS)
def add_documentation(folder: Path) -> None:
    (folder / "docs").mkdir(exist_ok=True)
    (folder / "docs" / "architecture.md").write_text("# Architecture\n\nOne service.\n")


@edit(sound_with=FRAMEWORKS)
def add_a_test(folder: Path) -> None:
    (folder / "tests" / "test_orders.py").write_text(
        '"""Orders."""\n\n\n'
        "def test_orders_are_few() -> None:\n    assert len([]) < 10\n"
    )
