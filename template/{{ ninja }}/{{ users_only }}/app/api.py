"""The API, below /api: the features' routers, and the document."""

from django.urls import path

from app.rest import API
from app.users import api as users
from app.users import recovery_api as recovery
from app.users.authentication import Bearer

api = API(auth=Bearer())
api.add_router("/auth", users.auth)
api.add_router("/auth", recovery.router)
api.add_router("/users", users.router)

urlpatterns = [path("", api.urls)]
