"""The errors that the features raise; how pages tell of them stands elsewhere."""

from typing import ClassVar


class AppError(Exception):
    """A refusal, with one sentence for people.

    Attributes:
        retry_after: Seconds after which the visitor may try again, where that helps.
    """

    detail: ClassVar[str]
    retry_after: int | None = None


class NotFoundError(AppError):
    detail = "Nothing was found here."


class ForbiddenError(AppError):
    detail = "You may not do this."


class RegistrationClosedError(ForbiddenError):
    detail = "Registration is closed."


class EmailNotVerifiedError(ForbiddenError):
    detail = "Verify your e-mail address first."


class ConflictError(AppError):
    detail = "This conflicts with what is stored."


class EmailTakenError(ConflictError):
    detail = "A user with this e-mail address exists."


class LastAdminError(ConflictError):
    detail = "The last active administrator has to stay one."


class UnavailableError(AppError):
    """The request can't be served now, but may be after a few seconds."""

    detail = "The service is busy. Try again in a few seconds."
    retry_after = 5


class TooManyRequestsError(AppError):
    """A limit that the caller has reached.

    Args:
        retry_after: Seconds until the limit no longer applies.
    """

    detail = "Too many attempts. Try again later."

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after
