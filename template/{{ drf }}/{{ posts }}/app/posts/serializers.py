"""The bodies of requests and responses about posts."""

from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from app.pagination import PageParams
from app.posts.models import Post
from app.rest import MAX_INTEGER, Input, Text
from app.users.models import User


class PostWrite(Input):
    """A new post, or with `partial=True` what is changed of one."""

    title = Text(max_length=200)
    body = Text(max_length=20_000)
    tags = serializers.ListField(
        child=Text(max_length=50), max_length=10, required=False
    )
    published = serializers.BooleanField(required=False)


class Author(serializers.ModelSerializer[User]):
    class Meta:
        model = User
        fields = ["id", "name"]


class PostRead(serializers.ModelSerializer[Post]):
    tags = serializers.ListField(child=serializers.CharField(), source="tag_names")
    author = Author()

    class Meta:
        model = Post
        fields = [
            "id",
            "title",
            "body",
            "tags",
            "published_at",
            "views",
            "author",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class PostFilters(PageParams):
    q = Text(required=False, max_length=200, help_text="Part of a title or body.")
    tag = Text(required=False, max_length=50)
    author_id = serializers.IntegerField(
        required=False, min_value=1, max_value=MAX_INTEGER
    )


class FieldError(serializers.Serializer[Any]):
    pointer = serializers.CharField()
    message = serializers.CharField()


class ImportReport(serializers.Serializer[Any]):
    """What became of each row, in the order in which they were sent."""

    created = serializers.IntegerField()
    failed = serializers.IntegerField()
    results = inline_serializer(
        "Outcome",
        {
            "index": serializers.IntegerField(),
            "status": serializers.ChoiceField(["created", "failed"]),
            "id": serializers.IntegerField(required=False),
            "errors": FieldError(many=True, required=False),
        },
        many=True,
    )
