"""`scripts/same-output`: which differences of two templates it lists."""

from pathlib import Path

import pytest

from scripts.same_output import File, Job, compare
from tests.space import usual_with

ANSWERS = "{{ _copier_conf.answers_file }}.jinja"


def template(folder: Path, files: dict[str, str]) -> Path:
    """Write a template of these files, all with one question."""
    files = {
        "copier.yml": "_subdirectory: template\ncolour: {type: str, default: red}\n",
        f"template/{ANSWERS}": "{{ _copier_answers | to_nice_yaml }}",
        **{f"template/{name}": text for name, text in files.items()},
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture
def job(tmp_path: Path) -> Job:
    before = {"same.py": "1\n", "gone.py": "1\n", "other.py": "1\n", "run.sh": "1\n"}
    after = {"same.py": "1\n", "new.py": "1\n", "other.py": "2", "run.sh": "1\n"}
    job = Job(
        usual_with(),
        {"colour": "blue"},
        template(tmp_path / "before", before),
        template(tmp_path / "after", after),
    )
    (job.after / "template" / "run.sh").chmod(0o755)
    return job


def test_each_difference_is_listed_and_shown(job: Job) -> None:
    differences = compare(job)

    assert {each.path: each.kind for each in differences} == {
        "gone.py": "removed",
        "new.py": "added",
        "other.py": "changed",
        "run.sh": "mode",
    }
    assert {each.path: str(each).splitlines()[2:] for each in differences} == {
        "gone.py": ["@@ -1 +0,0 @@", "-1"],
        "new.py": ["@@ -0,0 +1 @@", "+1"],
        "other.py": ["@@ -1 +1 @@", "-1", "+2", "\\ No newline at the end"],
        "run.sh": [],
    }


def test_service_that_was_not_offered_is_new(job: Job) -> None:
    (job.before / "copier.yml").write_text(
        "_subdirectory: template\ncolour: {type: str, choices: [red]}\n"
    )

    differences = compare(job)

    assert {each.kind for each in differences} == {"added"}
    assert {each.path: each.after for each in differences}["new.py"] == File(
        "1\n", is_executable=False
    )
