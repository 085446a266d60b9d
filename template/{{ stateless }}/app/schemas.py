"""What the features' schemas are made of."""

from pydantic import BaseModel, ConfigDict, Field


class Input(BaseModel):
    """A request body: unknown fields are refused, strings are stripped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class FieldError(BaseModel):
    pointer: str = Field(examples=["/text", "query.limit"])
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
