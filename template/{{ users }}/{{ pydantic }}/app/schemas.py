"""What the features' schemas are made of."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

# PostgreSQL can't store NUL in a text; it is refused on every way in.
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
SearchText = Annotated[Text, Field(max_length=200)]


class Input(BaseModel):
    """A request body: unknown fields are refused, strings are stripped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Output(BaseModel):
    """A response body, read from a model's attributes."""

    model_config = ConfigDict(from_attributes=True)


class FieldError(BaseModel):
    pointer: str = Field(examples=["/email", "query.limit"])
    message: str


class Problem(BaseModel):
    """An error, as problem details (RFC 9457)."""

    type: str = Field(examples=["about:blank"])
    title: str
    status: int
    code: str = Field(description="Stable and for machines.")
    detail: str
    instance: str
    request_id: str
    errors: list[FieldError] | None = Field(default=None, description="Of a 422 only.")
    checks: dict[str, str] | None = Field(default=None, description="Of a 503 only.")
