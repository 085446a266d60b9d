"""Errors that features raise, and their messages on pages."""

from typing import ClassVar


class AppError(Exception):
    """An error with a message for the visitor.

    Attributes:
        retry_after: Seconds after which the visitor may try again, if that helps.
    """

    detail: ClassVar[str]
    retry_after: int | None = None


class NotFoundError(AppError):
    detail = "Page not found."


class ForbiddenError(AppError):
    detail = "You don't have permission to do this."


class RegistrationClosedError(ForbiddenError):
    detail = "Registration is closed."


class EmailNotVerifiedError(ForbiddenError):
    detail = "Verify your e-mail address to do this."


class ConflictError(AppError):
    detail = "This conflicts with existing data."


class EmailTakenError(ConflictError):
    detail = "This e-mail address is already in use."


class LastAdminError(ConflictError):
    detail = "There must be at least one active administrator."


class UnavailableError(AppError):
    """The service is overloaded, or its database can't be reached."""

    detail = "The service is busy. Please try again in a few seconds."
    retry_after = 5


class TooManyRequestsError(AppError):
    """The visitor has reached a limit.

    Args:
        retry_after: Seconds until the limit no longer applies.
    """

    detail = "Too many attempts. Please try again later."

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after
