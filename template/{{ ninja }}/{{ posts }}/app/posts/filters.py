"""Filters of the list of posts."""

from typing import Annotated

from django.db.models import Q
from ninja import FilterLookup, FilterSchema
from pydantic import Field

from app.pagination import MAX_INTEGER
from app.schemas import SearchText, Text


class PostFilter(FilterSchema):
    q: Annotated[
        SearchText | None, FilterLookup(["title__icontains", "body__icontains"])
    ] = Field(default=None, description="Part of a title or body.")
    tag: Annotated[Text, Field(max_length=50)] | None = None
    author_id: int | None = Field(default=None, ge=1, le=MAX_INTEGER)

    def filter_tag(self, name: str | None) -> Q:
        return Q(tags__name=name.lower()) if name else Q()
