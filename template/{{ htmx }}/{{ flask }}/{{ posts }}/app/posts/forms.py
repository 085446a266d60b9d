"""The forms of posts."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from app.pagination import MAX_INTEGER
from app.posts.schemas import PostCreate, PostFilters
from app.schemas import SearchText, Text

PAGE_SIZE = 20


class PostForm(PostCreate):
    """Its tags are one text, in which commas separate them."""

    @field_validator("tags", mode="before")
    @classmethod
    def split(cls, value: str) -> list[str]:
        return [name.strip() for name in value.split(",") if name.strip()]


class Search(BaseModel):
    """What a list of posts is narrowed down by, and which page of it is shown."""

    model_config = ConfigDict(str_strip_whitespace=True)

    q: SearchText = ""
    tag: Annotated[Text, Field(max_length=50)] = ""
    page: int = Field(default=1, ge=1, le=MAX_INTEGER // PAGE_SIZE)

    @property
    def filters(self) -> PostFilters:
        offset = (self.page - 1) * PAGE_SIZE
        return PostFilters(q=self.q, tag=self.tag, limit=PAGE_SIZE, offset=offset)
