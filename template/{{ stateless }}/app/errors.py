"""Errors that features raise. `app.statuses` maps them to HTTP."""

from typing import ClassVar


class AppError(Exception):
    """An error that the caller is told about.

    Attributes:
        code: A stable name that clients can branch on.
        detail: A sentence for people.
        retry_after: Seconds after which the caller may try again, if that helps.
    """

    code: ClassVar[str]
    detail: ClassVar[str]
    retry_after: int | None = None


class InvalidInputError(AppError):
    """A value that matches its schema, but not the rules of the feature.

    Args:
        pointer: A JSON Pointer (RFC 6901) to the value in the body.
        message: What is wrong with it.
    """

    code = "validation_error"
    detail = "The request contains invalid values."

    def __init__(self, pointer: str, message: str) -> None:
        super().__init__(message)
        self.pointer = pointer
        self.message = message


class EmptySlugError(InvalidInputError):
    code = "empty_slug"
    detail = "The text contains no characters that a slug can use."
