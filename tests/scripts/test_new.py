"""`scripts/new`: what it refuses, and the commands that it prints."""

from pathlib import Path

import pytest

from tests.questionnaire import ROOT
from tests.scripts.commands import assert_refused, run

NEW = ROOT / "scripts/new"


@pytest.mark.parametrize("arguments", [[], ["--defaults"]], ids=["nothing", "option"])
def test_new_without_a_folder_is_refused(arguments: list[str]) -> None:
    assert_refused(run(NEW, *arguments), "DEST is missing.")


def test_folder_with_files_is_refused_and_unchanged(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("mine")

    done = run(NEW, tmp_path)

    assert_refused(done, f"{tmp_path} is not empty; name a new folder.")
    assert [path.name for path in tmp_path.iterdir()] == ["notes"]
    assert (tmp_path / "notes").read_text() == "mine"


def test_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("mine")

    done = run(NEW, tmp_path / "notes")

    assert_refused(done, f"{tmp_path / 'notes'} is a file; name a new folder.")


def test_folder_inside_the_template_is_refused(scripts: Path) -> None:
    dest = scripts.parent / "not" / "there"

    done = run(scripts / "new", dest)

    assert_refused(done, f"{dest} lies inside the template's own repository")
    assert not dest.parent.exists()


@pytest.mark.usefixtures("fake_uv")
def test_next_commands_are_printed(tmp_path: Path) -> None:
    dest = tmp_path / "my service"

    done = run(NEW, dest)

    assert done.returncode == 0, done.stderr
    assert "\n1 passed\n\nThe service is ready." in done.stdout
    assert f"\n  cd '{dest}'\n  uv run poe dev\n  curl " in done.stdout
    log = run("git", "-C", dest, "log", "--format=%s", "--name-only", "main").stdout
    assert log.endswith(" from its template\n\n.copier-answers.yml\n")


@pytest.mark.usefixtures("fake_uv")
def test_service_without_a_database_is_not_migrated(tmp_path: Path) -> None:
    done = run(NEW, tmp_path / "service", "--data", "orm=none")

    assert done.returncode == 0, done.stderr
    assert "Migrating" not in done.stdout
    assert "Testing" in done.stdout


@pytest.mark.usefixtures("fake_uv")
def test_service_stays_when_its_database_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    dest = tmp_path / "my service"

    done = run(NEW, dest, "--data", "database=postgresql")

    assert done.returncode != 0
    assert "Connection refused\n\nscripts/new: Migrating failed." in done.stderr
    assert "export DATABASE_URL=postgresql://" in done.stderr
    rest = f"  cd '{dest}'\n  uv run poe migrate\n  uv run poe test\n"
    assert done.stderr.endswith(rest)
    assert run("git", "-C", dest, "status", "--porcelain").stdout == ""


@pytest.mark.usefixtures("fake_uv")
@pytest.mark.parametrize("framework", ["django", "flask"])
def test_packages_to_compile_the_driver_are_named(
    tmp_path: Path, framework: str
) -> None:
    answers = ["--data", f"framework={framework}", "--data", "database=mysql"]

    done = run(NEW, tmp_path / "service", *answers)

    assert done.returncode != 0
    assert "Failed to build\n\nscripts/new: Installing failed." in done.stderr
    assert "default-libmysqlclient-dev" in done.stderr
