"""The app of users and their tokens."""

from django.apps import AppConfig


class UsersConfig(AppConfig):
    name = "app.users"
