"""Request and response bodies of posts."""

from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from app.posts.models import Post, Tag
from app.serializers import ModelSerializer, TextField
from app.users.models import User


class AuthorSerializer(ModelSerializer[User]):
    class Meta:
        model = User
        fields = ["id", "name"]


class TagNamesField(serializers.ListField):
    """The tags of a post by their names."""

    child = TextField(max_length=50)

    def to_representation(self, data: Any) -> list[str]:
        tags: list[Tag] = data.all()
        return sorted(tag.name for tag in tags)


class PostSerializer(ModelSerializer[Post]):
    author = AuthorSerializer(read_only=True)
    tags = TagNamesField(max_length=10, required=False)
    published = serializers.BooleanField(required=False, write_only=True)

    class Meta:
        model = Post
        fields = [
            "id",
            "title",
            "body",
            "tags",
            "published",
            "published_at",
            "views",
            "author",
            "created_at",
            "updated_at",
        ]
        read_only_fields = ["published_at"]


class TagCountSerializer(serializers.Serializer[Any]):
    """A tag, and the number of published posts that have it."""

    name = serializers.CharField()
    posts = serializers.IntegerField()


class TagListSerializer(serializers.Serializer[Any]):
    items = TagCountSerializer(many=True)


class FieldErrorSerializer(serializers.Serializer[Any]):
    pointer = serializers.CharField()
    message = serializers.CharField()


class ImportReportSerializer(serializers.Serializer[Any]):
    """The result of each row, in the order of the request."""

    created = serializers.IntegerField()
    failed = serializers.IntegerField()
    results = inline_serializer(
        "Outcome",
        {
            "index": serializers.IntegerField(),
            "status": serializers.ChoiceField(["created", "failed"]),
            "id": serializers.IntegerField(required=False),
            "errors": FieldErrorSerializer(many=True, required=False),
        },
        many=True,
    )
