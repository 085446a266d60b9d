"""Filters of the list of posts."""

from django_filters import CharFilter
from django_filters.rest_framework import FilterSet

from app.filters import IntegerFilter
from app.posts.models import PostQuerySet
from app.rest import MAX_INTEGER


class PostFilter(FilterSet):
    q = CharFilter(
        method="search", max_length=200, help_text="Part of a title or body."
    )
    tag = CharFilter(method="filter_by_tag", max_length=50)
    author_id = IntegerFilter(min_value=1, max_value=MAX_INTEGER)

    def search(self, posts: PostQuerySet, name: str, value: str) -> PostQuerySet:
        return posts.search(value)

    def filter_by_tag(self, posts: PostQuerySet, name: str, value: str) -> PostQuerySet:
        return posts.tagged(value)
