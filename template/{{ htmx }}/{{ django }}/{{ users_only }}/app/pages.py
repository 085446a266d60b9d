"""The pages' paths."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from app.users import views as users


@method_decorator(login_not_required, name="dispatch")
class Home(TemplateView):
    template_name = "home.html"


urlpatterns = [path("", Home.as_view(), name="home"), *users.urlpatterns]
