"""Edits that delete what the template has generated."""

import shutil
from pathlib import Path

from tests.stacks import FRAMEWORKS
from tests.update.edits.catalogue import delete_lines, edit, framework_of, replace


@edit()
def delete_the_example(folder: Path) -> None:
    shutil.rmtree(folder / "app" / "posts")
    for path in [
        *folder.glob("tests/**/test_post*.py"),
        *folder.glob("tests/**/test_tags.py"),
        *folder.glob("tests/**/rows.py"),
    ]:
        path.unlink()
    api = folder / "app" / "api.py"
    if framework_of(folder) == "fastapi" and "ROUTERS = " in api.read_text():
        delete_lines(api, "from app.posts")  # up to 0.5.0
        replace(api, ", posts.router", "")
    else:
        delete_lines(api, r"posts|\btags\b")
    delete_lines(folder / "pyproject.toml", r'^    "app\.posts",$')


@edit()
def delete_a_test(folder: Path) -> None:
    (folder / "tests" / "test_mail.py").unlink()


@edit(sound_with=FRAMEWORKS)
def delete_the_guide_for_contributors(folder: Path) -> None:
    (folder / "AGENTS.md").unlink()
