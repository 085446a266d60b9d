"""`scripts/uv`: which uv it runs."""

from pathlib import Path
from shutil import which

import pytest

from tests.scripts.commands import assert_refused, run


@pytest.mark.usefixtures("fake_uv")
def test_uv_on_the_path_is_used(scripts: Path) -> None:
    assert run(scripts / "uv", "sync", "--quiet").stdout == "fake uv: sync --quiet\n"
    assert not (scripts.parent / ".uv").exists()


def test_missing_python_is_reported(
    scripts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dirname").symlink_to(which("dirname") or "")
    monkeypatch.setenv("PATH", str(tmp_path))

    assert_refused(run(scripts / "uv"), "No Python 3.11 or newer is on the PATH")
