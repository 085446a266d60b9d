"""`scripts/open`: what it lays out, and what it never overwrites."""

import subprocess
from pathlib import Path

import pytest

from scripts.open import Files, Linked, Rendered, check_folder, refresh
from tests.questionnaire import ROOT
from tests.tiers import rendered, stack_named

OPEN = ROOT / "scripts/open"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "template" / "module.py"
    path.parent.mkdir()
    path.write_text("source\n")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "service"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [OPEN, *arguments], capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_open_lays_out_what_a_copy_holds(folder: Path) -> None:
    done = run("fastapi-sqlalchemy-sqlite", folder, "--no-sync")

    assert done.returncode == 0, done.stderr
    assert f"{folder}: " in done.stdout
    module = folder / "app" / "database.py"
    layers = "{{ fastapi }}/{{ sqlalchemy }}"
    assert module.readlink() == ROOT / "template" / layers / "app/database.py"
    project = folder / "pyproject.toml"
    assert 'name = "my-service"' in project.read_text()
    assert project.stat().st_mode & 0o222 == 0
    assert not any("{" in part for path in folder.rglob("*") for part in path.parts)
    assert not (folder / ".venv").exists()


def test_stacks_are_found_by_their_names() -> None:
    for combination in rendered():
        assert stack_named(str(combination)) == combination


@pytest.mark.parametrize(
    ("stack", "sentence"),
    {
        "fastapi-sqlalchemy-postgres": "Did you mean fastapi-sqlalchemy-postgresql",
        "flask-none+page": "No answer is page.",
        "flask-none+pages": "no combination has",
    }.items(),
)
def test_unknown_stack_is_refused(stack: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        stack_named(stack)


@pytest.mark.parametrize("dest", [ROOT, ROOT / "template", ROOT / ".open"])
def test_folder_in_the_repository_is_refused(dest: Path) -> None:
    with pytest.raises(SystemExit, match="is in this repository"):
        check_folder(dest)


def test_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes").touch()
    with pytest.raises(SystemExit, match="is not empty"):
        check_folder(tmp_path)


def test_refresh_follows_the_sources(folder: Path, source: Path) -> None:
    old: Files = {
        "app/gone/module.py": Linked(source),
        "app/gone/other.py": Rendered(source, b"old\n"),
        "README.md": Rendered(source, b"old\n"),
        "app/module.py": Rendered(source, b"old\n"),
    }
    assert refresh(folder, old) == []
    (folder / "app/gone/__pycache__").mkdir()
    new: Files = {
        "README.md": Rendered(source, b"new\n"),
        "app/module.py": Linked(source),
        "app/other.py": Linked(source),
    }

    assert refresh(folder, new) == []

    assert (folder / "README.md").read_text() == "new\n"
    assert (folder / "app/module.py").readlink() == source
    assert (folder / "app/other.py").readlink() == source
    assert not (folder / "app/gone").exists()
    assert source.read_text() == "source\n"


def test_refresh_keeps_what_was_made_in_the_folder(folder: Path, source: Path) -> None:
    refresh(folder, {"app/gone/module.py": Linked(source)})
    mine = [folder / "app/gone/mine.py", folder / ".env"]
    for path in mine:
        path.write_text("mine\n")

    assert refresh(folder, {".env": Rendered(source, b"theirs\n")}) == [".env"]

    assert [path.read_text() for path in mine] == ["mine\n", "mine\n"]


@pytest.mark.parametrize("is_wanted", [True, False])
def test_refresh_keeps_files_that_were_changed(
    folder: Path, source: Path, *, is_wanted: bool
) -> None:
    files: Files = {
        "linked.py": Linked(source),
        "rendered.py": Rendered(source, b"old\n"),
        "same.py": Linked(source),
    }
    refresh(folder, files)
    for name in ("linked.py", "rendered.py"):
        (folder / name).unlink()  # as an editor does that saves by a rename
        (folder / name).write_text("mine\n")
    new: Files = (
        {**files, "rendered.py": Rendered(source, b"new\n")} if is_wanted else {}
    )

    # Each time, until the change is moved.
    assert refresh(folder, new) == ["linked.py", "rendered.py"]
    assert (folder / "linked.py").read_text() == "mine\n"
    assert (folder / "rendered.py").read_text() == "mine\n"
    assert source.read_text() == "source\n"
    assert (folder / "same.py").exists() == is_wanted


def test_refresh_writes_through_no_link(folder: Path, source: Path) -> None:
    folder.mkdir()
    (folder / "app").symlink_to(source.parent)

    with pytest.raises(SystemExit, match="app is not a folder"):
        refresh(folder, {"app/module.py": Rendered(source, b"rendered\n")})

    assert source.read_text() == "source\n"
    assert [path.name for path in source.parent.iterdir()] == ["module.py"]


def test_refresh_deletes_through_no_link(folder: Path, source: Path) -> None:
    refresh(folder, {"app/module.py": Rendered(source, b"source\n")})
    (folder / "app/module.py").unlink()
    (folder / "app").rmdir()
    (folder / "app").symlink_to(source.parent)

    with pytest.raises(SystemExit, match="app is not a folder"):
        refresh(folder, {})

    assert source.read_text() == "source\n"
