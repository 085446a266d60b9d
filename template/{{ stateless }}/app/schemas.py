"""Base classes of schemas."""

from pydantic import BaseModel, ConfigDict, Field


class Input(BaseModel):
    """Base of request bodies. Refuses unknown fields and strips strings."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class FieldError(BaseModel):
    pointer: str = Field(examples=["/text", "query.limit"])
    message: str


class Problem(BaseModel):
    """An error as problem details (RFC 9457)."""

    type: str = Field(examples=["about:blank"])
    title: str
    status: int
    code: str = Field(description="A stable name that clients can branch on.")
    detail: str
    instance: str
    request_id: str
    errors: list[FieldError] | None = Field(
        default=None, description="Only with status 422."
    )
    checks: dict[str, str] | None = Field(
        default=None, description="Only with status 503."
    )
