"""The API, below /api."""

from django.urls import path

from app.posts import api as posts
from app.rest import create_api, get_urls
from app.users import api as users
from app.users import recovery_api as recovery
from app.users.authentication import Bearer

api = create_api(auth=Bearer())
api.add_router("/auth", users.auth)
api.add_router("/auth", recovery.router)
api.add_router("/users", users.router)
api.add_router("/posts", posts.router)

urlpatterns = [path("", get_urls(api))]
