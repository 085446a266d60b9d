"""Forms of posts."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from wtforms import BooleanField, StringField, TextAreaField

from app.forms import SchemaForm, rules_of
from app.pagination import MAX_INTEGER
from app.posts.schemas import PostCreate, PostFilters
from app.schemas import SearchText, Text

PAGE_SIZE = 20


class TagsField(StringField):
    """A text field for tags, which commas separate."""

    def _value(self) -> str:
        return ", ".join(self.data or ())

    def process_formdata(self, valuelist: list[str]) -> None:
        names = valuelist[0].split(",") if valuelist else []
        self.data = [name.strip() for name in names if name.strip()]


class PostForm(SchemaForm[PostCreate]):
    schema = PostCreate

    title = StringField("Title")
    body = TextAreaField("Text")
    tags = TagsField(
        "Tags",
        description="Separate tags with commas. Use at most {maxItems}.".format_map(
            rules_of(PostCreate)["tags"]
        ),
    )
    published = BooleanField(
        "Published",
        description="Visible to everyone. Leave unchecked to keep it as a draft.",
    )


class Search(BaseModel):
    """Search terms and page number of the list."""

    model_config = ConfigDict(str_strip_whitespace=True)

    q: SearchText = ""
    tag: Annotated[Text, Field(max_length=50)] = ""
    page: int = Field(default=1, ge=1, le=MAX_INTEGER // PAGE_SIZE)

    @property
    def filters(self) -> PostFilters:
        offset = (self.page - 1) * PAGE_SIZE
        return PostFilters(q=self.q, tag=self.tag, limit=PAGE_SIZE, offset=offset)
