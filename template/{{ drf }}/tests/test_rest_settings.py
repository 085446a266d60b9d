"""Settings of Django REST framework and of drf-spectacular."""

from django.conf import settings
from drf_spectacular.settings import SPECTACULAR_DEFAULTS
from rest_framework.settings import DEFAULTS


def test_settings_are_known() -> None:
    assert set(settings.REST_FRAMEWORK) <= set(DEFAULTS)
    assert set(settings.SPECTACULAR_SETTINGS) <= set(SPECTACULAR_DEFAULTS)
