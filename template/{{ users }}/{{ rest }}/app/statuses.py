"""The HTTP statuses of the errors in `app.errors`."""

from collections.abc import Mapping

from app.errors import (
    AppError,
    AuthenticationError,
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    TooManyRequestsError,
    UnavailableError,
)

STATUSES: Mapping[type[AppError], int] = {
    AuthenticationError: 401,
    ForbiddenError: 403,
    NotFoundError: 404,
    ConflictError: 409,
    InvalidInputError: 422,
    TooManyRequestsError: 429,
    UnavailableError: 503,
}

# Headers that responses with these statuses need.
HEADERS: Mapping[int, Mapping[str, str]] = {
    401: {"WWW-Authenticate": "Bearer"},  # RFC 9110, section 11.6.1
    503: {"Retry-After": "5"},
}
