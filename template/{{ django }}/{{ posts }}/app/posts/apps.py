"""The app of posts and tags."""

from django.apps import AppConfig


class PostsConfig(AppConfig):
    name = "app.posts"
