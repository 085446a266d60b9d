"""Forms of posts."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from app.posts import service
from app.posts.models import Post

MAX_TAGS = 10
MAX_TAG_LENGTH = 50


class LinesField(forms.CharField):
    """A text with line breaks stored as `\n`.

    Browsers send `\r\n`, but count it as one character of `maxlength`.
    """

    widget = forms.Textarea

    def to_python(self, value: object) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


class TagsField(forms.CharField):
    """Tag names, separated by commas."""

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else ", ".join(value or ())

    def clean(self, value: object) -> Sequence[str]:
        text: str = super().clean(value)
        names = [name.strip() for name in text.split(",") if name.strip()]
        if len(names) > MAX_TAGS:
            raise ValidationError(f"Enter at most {MAX_TAGS} tags.")
        if any(len(name) > MAX_TAG_LENGTH for name in names):
            raise ValidationError(f"Use at most {MAX_TAG_LENGTH} characters for a tag.")
        return names


class PostForm(forms.ModelForm):
    body = LinesField(
        label="Text", max_length=20_000, widget=forms.Textarea({"rows": 12})
    )
    tags = TagsField(
        required=False, help_text=f"Up to {MAX_TAGS}, separated by commas."
    )
    published = forms.BooleanField(
        required=False,
        help_text="Visible to everyone. Leave unchecked to keep it as a draft.",
    )

    class Meta:
        model = Post
        fields = ["title", "body"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial["tags"] = self.instance.tag_names
            self.initial["published"] = self.instance.published_at is not None

    def save(self, commit: bool = True) -> Post:
        """Create the post of its author, or save the fields that have changed.

        Raises:
            NotFoundError: The author or the post was deleted in the meantime.
        """
        if self.instance.pk is None:
            author = self.instance.author
            return service.create(author=author, data=self.cleaned_data)
        changes = {name: self.cleaned_data[name] for name in self.changed_data}
        return service.update(self.instance, changes=changes)


class SearchForm(forms.Form):
    """Filters of the list of posts."""

    q = forms.CharField(
        label="Search posts",
        max_length=200,
        required=False,
        widget=forms.SearchInput,
    )
    tag = forms.CharField(max_length=MAX_TAG_LENGTH, required=False)
