"""Django's static files, without which production has no page."""

import subprocess

import pytest

from tests.run.services import PRODUCTION, SECONDS, UV, Service

pytestmark = [
    pytest.mark.slow,
    pytest.mark.combinations("first", "chosen", "installed", "installed_nightly"),
    pytest.mark.only_with("django"),
]


def test_production_server_is_refused_without_static_files(service: Service) -> None:
    # As where an image is built: without any secret.
    service.collect_static_files(ENVIRONMENT="production")
    collected = service.folder / "static"
    aside = collected.rename(service.folder.parent / "static")
    try:
        done = subprocess.run(
            [UV, "run", "--no-sync", "python", "-m", "app"],
            cwd=service.folder,
            env={**service.environment, **PRODUCTION, "PORT": "1"},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    finally:
        aside.rename(collected)

    assert done.returncode == 1
    assert done.stderr.startswith("Static files are missing. Run `python manage.py ")
    assert len(done.stderr.splitlines()) == 1
