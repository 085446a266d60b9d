"""The errors that the features raise; how pages tell of them stands elsewhere."""

from typing import ClassVar


class AppError(Exception):
    """A refusal, with one sentence for people."""

    detail: ClassVar[str]


class NotFoundError(AppError):
    detail = "Nothing was found here."


class ForbiddenError(AppError):
    detail = "You may not do this."


class RegistrationClosedError(ForbiddenError):
    detail = "Registration is closed."


class EmailTakenError(AppError):
    detail = "A user with this e-mail address exists."


class LastAdminError(AppError):
    detail = "The last active administrator has to stay one."
