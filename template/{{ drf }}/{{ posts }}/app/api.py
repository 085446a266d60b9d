"""URLs of the API, below /api."""

from django.urls import URLPattern, URLResolver, path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView

from app.config import get_settings
from app.posts import api as posts
from app.users import api as users
from app.users import recovery_api as recovery

PAGE = ["get", "head"]  # it can't answer OPTIONS, since it only renders HTML

urlpatterns: list[URLPattern | URLResolver] = [
    *recovery.urlpatterns,
    *users.urlpatterns,
    *posts.urlpatterns,
]

if get_settings().docs_enabled:
    urlpatterns += [
        path("openapi.json", SpectacularJSONAPIView.as_view(), name="schema"),
        path("docs", SpectacularSwaggerSplitView.as_view(http_method_names=PAGE)),
    ]
