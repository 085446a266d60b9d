"""Request and response bodies of posts."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import MISSING, AfterValidator, Field

from app.pagination import MAX_INTEGER, PageParams
from app.schemas import FieldError, Input, Output, SearchText, Text

Title = Annotated[Text, Field(min_length=1, max_length=200)]
Body = Annotated[Text, Field(min_length=1, max_length=20_000)]
Tag = Annotated[Text, Field(min_length=1, max_length=50), AfterValidator(str.lower)]
Tags = Annotated[list[Tag], Field(max_length=10)]


class PostCreate(Input):
    title: Title
    body: Body
    tags: Tags = Field(default=[])
    published: bool = False


class PostUpdate(Input):
    """Changes to a post. Fields that are left out don't change."""

    title: Title | MISSING = MISSING
    body: Body | MISSING = MISSING
    tags: Tags | MISSING = MISSING
    published: bool | MISSING = MISSING


class Author(Output):
    id: int
    name: str


class PostRead(Output):
    id: int
    title: str
    body: str
    tags: list[str] = Field(validation_alias="tag_names")
    published_at: datetime | None
    views: int
    author: Author
    created_at: datetime
    updated_at: datetime


class PostFilters(PageParams):
    q: SearchText | None = Field(default=None, description="Part of a title or body.")
    tag: Annotated[Text, Field(max_length=50)] | None = None
    author_id: int | None = Field(default=None, ge=1, le=MAX_INTEGER)


class TagCount(Output):
    """A tag, and the number of published posts that have it."""

    name: str
    posts: int


class TagList(Output):
    items: list[TagCount]


class Created(Output):
    index: int
    status: Literal["created"] = "created"
    id: int


class Failed(Output):
    index: int
    status: Literal["failed"] = "failed"
    errors: list[FieldError]


class ImportReport(Output):
    """The outcome of each row, in the order of the request."""

    created: int
    failed: int
    results: list[Annotated[Created | Failed, Field(discriminator="status")]]
