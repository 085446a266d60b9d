"""The app of posts and their tags."""

from django.apps import AppConfig


class PostsConfig(AppConfig):
    name = "app.posts"
