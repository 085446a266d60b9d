"""The errors that the features raise; what they mean in HTTP stands elsewhere."""

from typing import ClassVar


class AppError(Exception):
    """A refusal that the caller is told about.

    Attributes:
        code: Stable and for machines; clients branch on it.
        detail: One sentence for people.
        retry_after: Seconds after which the caller may try again, where that helps.
    """

    code: ClassVar[str]
    detail: ClassVar[str]
    retry_after: int | None = None


class InvalidInputError(AppError):
    """A value that fits its schema, but not the rules.

    Args:
        pointer: A JSON Pointer (RFC 6901) to the value in the body.
        message: What is wrong with it.
    """

    code = "validation_error"
    detail = "The request holds invalid values."

    def __init__(self, pointer: str, message: str) -> None:
        super().__init__(message)
        self.pointer = pointer
        self.message = message


class EmptySlugError(InvalidInputError):
    code = "empty_slug"
    detail = "Nothing of this text can be part of a slug."
