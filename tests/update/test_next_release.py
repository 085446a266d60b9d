"""The next release and the owner add to the same files without a conflict."""

from pathlib import Path

import pytest

from tests.git import commit_all, git
from tests.space import usual_with
from tests.stacks import FRAMEWORKS
from tests.update.conftest import Services
from tests.update.edits import CATALOGUE, project
from tests.update.lost_edits import lost_edits
from tests.update.next_release import PLACES, own, release_next
from tests.update.origins import Origin
from tests.update.releases import NOW
from tests.update.test_edits import all_files
from tests.update.trees import OWNED, conflicts
from tests.update.updates import update_by_command

# Not the edits that rewrite or delete what a release may change.
EDITS = [
    edit
    for edit in CATALOGUE
    if str(edit).startswith(("add", "ignore", "write"))
    or edit in (project.rewrite_the_readme, project.release_a_version)
]


@pytest.mark.slow
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_additions_of_both_sides_merge(
    services: Services, history: Path, tmp_path: Path, framework: str
) -> None:
    template = tmp_path / "template"
    git(tmp_path, "clone", "--quiet", str(history), str(template))
    release_next(template, framework)
    origin = Origin(NOW, usual_with(framework=framework))
    folder = services.copy(tmp_path / "service", origin)
    before = all_files(folder)
    for edit in EDITS:
        edit.apply(folder)
    own(folder, framework)
    answers = folder / ".copier-answers.yml"
    answers.write_text(answers.read_text().replace(str(history), str(template)))
    commit_all(folder)
    edited = all_files(folder)

    done = update_by_command(folder)

    assert done.returncode == 0, done.stderr
    updated = all_files(folder)
    assert conflicts(folder) == []
    assert lost_edits(before, edited, updated) == []
    for place in PLACES[framework]:
        text = updated[place.path].decode()
        assert place.released.partition("\n")[0] in text, place
    for name in OWNED & edited.keys():
        assert updated[name] == edited[name]
