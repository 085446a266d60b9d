"""URLs of the pages."""

from django.urls import include, path

from app.posts.views import PostList

urlpatterns = [
    path("", PostList.as_view(), name="home"),
    path("posts/", include("app.posts.urls")),
    path("", include("app.users.urls")),
]
urlpatterns += [
    # Add the pages of your apps here.
]
