"""Filters of the list of users."""

from django.db.models import Q
from ninja import FilterSchema
from pydantic import Field

from app.schemas import SearchText


class UserFilter(FilterSchema):
    q: SearchText | None = Field(
        default=None, description="Part of a name or e-mail address."
    )

    def filter_q(self, text: str | None) -> Q:
        if not text:
            return Q()
        return Q(email__contains=text.lower()) | Q(name__icontains=text)
