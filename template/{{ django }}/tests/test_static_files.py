"""Static files in production."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

from app.checks import require_static_files

MANIFEST = "whitenoise.storage.CompressedManifestStaticFilesStorage"


@pytest.fixture(autouse=True)
def production(tmp_path: Path) -> Iterator[None]:
    """Use the storage of production, without collected files."""
    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": MANIFEST},
    }
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages):
        yield


def test_start_without_static_files_is_refused() -> None:
    with pytest.raises(SystemExit, match="collectstatic"):
        require_static_files()


def test_start_with_static_files_is_not_refused() -> None:
    call_command("collectstatic", interactive=False, verbosity=0)

    require_static_files()
