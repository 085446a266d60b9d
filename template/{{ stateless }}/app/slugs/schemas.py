"""Request and response bodies of slugs."""

from pydantic import BaseModel, Field

from app.schemas import Input


class SlugCreate(Input):
    text: str = Field(min_length=1, max_length=1000, examples=["Crème brûlée, twice"])
    max_length: int = Field(default=60, ge=1, le=200)


class SlugRead(BaseModel):
    slug: str = Field(examples=["creme-brulee-twice"])
