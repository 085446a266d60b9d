"""Django's settings, of which a misspelled one would do nothing."""

import pytest

from tests.run.services import Service

pytestmark = [
    pytest.mark.slow,
    pytest.mark.combinations("first", "chosen", "installed", "installed_nightly"),
    pytest.mark.only_with("django"),
]

# Of Django's own, those without a default stand in comments there, if at all.
UNKNOWN = """
import re
from importlib.util import find_spec
from inspect import getsource
from pathlib import Path

from django.conf import global_settings

from app import settings

packages = {name.partition(".")[0] for name in settings.INSTALLED_APPS}
packages |= {name.partition(".")[0] for name in settings.MIDDLEWARE}
read = getsource(global_settings)
for package in packages - {"app", "django"}:
    for file in Path(find_spec(package).origin).parent.rglob("*.py"):
        read += file.read_text(encoding="utf-8")
known = {"BASE_DIR", "ROOT_URLCONF", *re.findall(r"[A-Z0-9_]+", read)}
print(sorted({name for name in vars(settings) if name.isupper()} - known))
"""


def test_settings_are_all_known(service: Service) -> None:
    assert service.run("python", "-c", UNKNOWN).splitlines()[-1] == "[]"
