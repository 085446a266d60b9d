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


class NotFoundError(AppError):
    code = "not_found"
    detail = "Nothing was found here."


class ForbiddenError(AppError):
    code = "forbidden"
    detail = "You may not do this."


class RegistrationClosedError(ForbiddenError):
    code = "registration_closed"
    detail = "Registration is closed."


class EmailNotVerifiedError(ForbiddenError):
    code = "email_not_verified"
    detail = "Verify your e-mail address first."


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
    detail = "This conflicts with what is stored."


class EmailTakenError(ConflictError):
    code = "email_taken"
    detail = "A user with this e-mail address exists."


class LastAdminError(ConflictError):
    code = "last_admin"
    detail = "The last active administrator has to stay one."


class UnavailableError(AppError):
    """The request can't be served now, but may be after a few seconds."""

    code = "unavailable"
    detail = "The service is busy. Try again in a few seconds."
    retry_after = 5


class TooManyRequestsError(AppError):
    """A limit that the caller has reached.

    Args:
        retry_after: Seconds until the limit no longer applies.
    """

    code = "too_many_requests"
    detail = "Too many attempts. Try again later."

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after


class InvalidInputError(AppError):
    """A value that only the stored state shows to be wrong.

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
