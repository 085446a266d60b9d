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
def test_migration_of_resources_is_written_and_committed(tmp_path: Path) -> None:
    dest = tmp_path / "service"

    done = run(NEW, dest, "resources:")

    assert done.returncode == 0, done.stderr
    titles = [line for line in done.stdout.splitlines() if line.endswith(" ...")]
    assert titles[-5:] == [
        "Committing ...",
        "Writing the migration ...",
        "Committing the migration ...",
        "Migrating ...",
        "Testing ...",
    ]
    log = run("git", "-C", dest, "log", "-1", "--format=%s", "--name-only").stdout
    assert log == "feat: create the tables of the resources\n\nmigration\n"
    assert run("git", "-C", dest, "status", "--porcelain").stdout == ""


@pytest.mark.usefixtures("fake_uv")
def test_service_without_resources_has_one_commit(tmp_path: Path) -> None:
    done = run(NEW, tmp_path / "service", "resources: []")

    assert done.returncode == 0, done.stderr
    assert "Writing the migration" not in done.stdout
    log = run("git", "-C", tmp_path / "service", "log", "--format=%s").stdout
    assert log.count("\n") == 1


@pytest.mark.usefixtures("fake_uv")
def test_commands_that_finish_resources_are_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    dest = tmp_path / "service"

    done = run(NEW, dest, "--data", "database=postgresql", "resources:")

    assert done.returncode != 0
    assert "\nscripts/new: Writing the migration failed." in done.stderr
    assert "export DATABASE_URL=postgresql://" in done.stderr
    message = "feat: create the tables of the resources"
    assert done.stderr.endswith(
        f"  cd {dest}\n"
        "  uv run poe makemigration resources\n"
        f"  git add . && git commit -m '{message}' .\n"
        "  uv run poe migrate\n"
        "  uv run poe test\n"
    )


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


@pytest.mark.usefixtures("fake_uv")
def test_tests_can_be_left_out(tmp_path: Path) -> None:
    done = run(NEW, tmp_path / "service", "--no-test")

    assert done.returncode == 0, done.stderr
    assert "Testing" not in done.stdout


@pytest.mark.usefixtures("fake_uv")
def test_service_in_a_repository_is_committed_there(tmp_path: Path) -> None:
    repository = tmp_path / "shop"
    run("git", "init", "--initial-branch=main", repository)
    (repository / "staged").touch()
    run("git", "-C", repository, "add", "staged")

    done = run(NEW, repository / "services/orders")

    assert done.returncode == 0, done.stderr
    assert not (repository / "services/orders/.git").exists()
    log = run("git", "-C", repository, "log", "--format=", "--name-only").stdout
    assert log.split() == ["services/orders/.copier-answers.yml"]
    assert run("git", "-C", repository, "status", "--short").stdout == "A  staged\n"


@pytest.mark.usefixtures("fake_uv")
def test_service_that_a_repository_ignores_is_not_committed(tmp_path: Path) -> None:
    run("git", "init", "--initial-branch=main", tmp_path / "shop")
    (tmp_path / "shop/.gitignore").write_text("services/")

    done = run(NEW, tmp_path / "shop/services/orders")

    assert done.returncode == 0, done.stderr
    assert f"the repository at {tmp_path / 'shop'} ignores this folder." in done.stdout


@pytest.mark.usefixtures("fake_uv")
@pytest.mark.parametrize("is_pushed", [True, False])
def test_service_remembers_where_its_template_can_be_fetched(
    scripts: Path, tmp_path: Path, *, is_pushed: bool
) -> None:
    checkout = scripts.parent
    git = ("git", "-C", checkout, "-c", "user.name=A", "-c", "user.email=a@b.c")
    run("git", "init", "--initial-branch=main", checkout)
    run(*git, "remote", "add", "origin", "https://me:secret@example.com/template")
    run(*git, "commit", "--allow-empty", "--message=one")
    run(*git, "update-ref", "refs/remotes/origin/main", "HEAD")
    if not is_pushed:
        run(*git, "commit", "--allow-empty", "--message=two")

    done = run(scripts / "new", tmp_path / "service", "_src_path=old")

    assert done.returncode == 0, done.stderr
    answers = (tmp_path / "service/.copier-answers.yml").read_text()
    path = "https://example.com/template" if is_pushed else "old"
    assert f"_src_path: {path}\n" in answers


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("frameork=flask", "There is no question frameork. Did you mean framework?"),
        ("micro=.", "There is no question micro. Use project_name, "),
        ("framework", "--data framework has no value: write --data NAME=VALUE."),
        ("orm=django", "orm: The Django ORM needs Django."),
        ("framework=rails", "framework: 'rails' is not in "),
        ("parts=container", "Not a YAML list: 'container'"),
    ],
)
def test_answer_is_refused_in_a_sentence(
    tmp_path: Path, answer: str, message: str
) -> None:
    done = run(NEW, tmp_path / "service", "--data", answer)

    assert done.returncode != 0
    *_, sentence, end = done.stderr.splitlines()
    assert sentence.startswith(message)
    assert end == "scripts/new: Rendering failed. No service was generated."
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "service").exists()


def test_answer_in_a_file_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "answers.yml").write_text("databse: postgresql")

    done = run(NEW, tmp_path / "service", "--data-file", tmp_path / "answers.yml")

    assert "There is no question databse. Did you mean database?" in done.stderr


def test_help_describes_the_options() -> None:
    done = run(NEW, "--help")

    assert done.returncode == 0
    for option in ("--no-test", "--data", "--data-file", "--defaults", "--pretend"):
        assert f"\n  {option} " in done.stdout
