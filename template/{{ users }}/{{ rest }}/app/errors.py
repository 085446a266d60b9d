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


class DegradedError(Exception):
    """Raised by a readiness check if the service works without what it checks."""


class NotFoundError(AppError):
    code = "not_found"
    detail = "The requested resource was not found."


class ForbiddenError(AppError):
    code = "forbidden"
    detail = "You don't have permission to do this."


class RegistrationClosedError(ForbiddenError):
    code = "registration_closed"
    detail = "Registration is closed."


class EmailNotVerifiedError(ForbiddenError):
    code = "email_not_verified"
    detail = "Verify your e-mail address to do this."


class AuthenticationError(AppError):
    code = "not_authenticated"
    detail = "Log in to do this."


class InvalidTokenError(AuthenticationError):
    code = "invalid_token"
    detail = "The token is invalid or has expired."


class InvalidCredentialsError(AuthenticationError):
    code = "invalid_credentials"
    detail = "The e-mail address or the password is wrong."


class ConflictError(AppError):
    code = "conflict"
    detail = "This conflicts with existing data."


class EmailTakenError(ConflictError):
    code = "email_taken"
    detail = "This e-mail address is already in use."


class LastAdminError(ConflictError):
    code = "last_admin"
    detail = "There must be at least one active administrator."


class UnavailableError(AppError):
    """The service is overloaded, or its database can't be reached."""

    code = "unavailable"
    detail = "The service is busy. Please try again in a few seconds."
    retry_after = 5


class TooManyRequestsError(AppError):
    """The caller has reached a limit.

    Args:
        retry_after: Seconds until the limit no longer applies.
    """

    code = "too_many_requests"
    detail = "Too many attempts. Please try again later."

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after


class InvalidInputError(AppError):
    """A value that conflicts with stored data, or can only be checked against it.

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
