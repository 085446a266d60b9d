"""The forms of posts."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from app.posts.models import Post

MAX_TAGS = 10
MAX_TAG_LENGTH = 50


class LinesField(forms.CharField):
    """A text of many lines; browsers count their ends as one letter, but send two."""

    widget = forms.Textarea

    def to_python(self, value: object) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


class TagsField(forms.CharField):
    """Names of tags, separated by commas."""

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else ", ".join(value or ())

    def clean(self, value: object) -> Sequence[str]:
        text: str = super().clean(value)
        names = [name.strip() for name in text.split(",") if name.strip()]
        if len(names) > MAX_TAGS:
            raise ValidationError(f"There may be up to {MAX_TAGS} tags.")
        if any(len(name) > MAX_TAG_LENGTH for name in names):
            raise ValidationError(f"A tag may have up to {MAX_TAG_LENGTH} letters.")
        return names


class PostForm(forms.ModelForm):
    body = LinesField(
        label="Text", max_length=20_000, widget=forms.Textarea({"rows": 12})
    )
    tags = TagsField(
        required=False, help_text=f"Up to {MAX_TAGS}, separated by commas."
    )
    published = forms.BooleanField(
        required=False, help_text="Others can read it; else it is a draft of yours."
    )

    class Meta:
        model = Post
        fields = ["title", "body"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial["tags"] = self.instance.tag_names
            self.initial["published"] = self.instance.published_at is not None


class SearchForm(forms.Form):
    """What a list of posts is narrowed down by."""

    q = forms.CharField(
        label="Search posts",
        max_length=200,
        required=False,
        widget=forms.SearchInput,
    )
    tag = forms.CharField(max_length=MAX_TAG_LENGTH, required=False)
