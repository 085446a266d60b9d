"""URLs of the pages."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import TemplateView

home = login_not_required(TemplateView.as_view(template_name="home.html"))

urlpatterns = [
    path("", home, name="home"),
    path("", include("app.users.urls")),
]
urlpatterns += [
    # Add the pages of your apps here.
]
