"""The API's paths, below /api."""

from django.urls import URLPattern, path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView

from app.config import get_settings
from app.users import api as users
from app.users import recovery_api as recovery

PAGE = ["get", "head"]  # it has no other means than a template to answer by

urlpatterns: list[URLPattern] = [*recovery.urlpatterns, *users.urlpatterns]

if get_settings().docs_enabled:
    urlpatterns += [
        path("openapi.json", SpectacularJSONAPIView.as_view(), name="schema"),
        path("docs", SpectacularSwaggerSplitView.as_view(http_method_names=PAGE)),
    ]
