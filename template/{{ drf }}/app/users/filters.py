"""Filters of the list of users."""

from django_filters import CharFilter
from django_filters.rest_framework import FilterSet

from app.users.models import UserQuerySet


class UserFilter(FilterSet):
    q = CharFilter(
        method="search", max_length=200, help_text="Part of a name or e-mail address."
    )

    def search(self, users: UserQuerySet, name: str, value: str) -> UserQuerySet:
        return users.search(value)
