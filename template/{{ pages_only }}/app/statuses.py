"""HTTP statuses of the errors in `app.errors`."""

from collections.abc import Mapping

from app.errors import (
    AppError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    TooManyRequestsError,
    UnavailableError,
)

STATUSES: Mapping[type[AppError], int] = {
    ForbiddenError: 403,
    NotFoundError: 404,
    ConflictError: 409,
    TooManyRequestsError: 429,
    UnavailableError: 503,
}
