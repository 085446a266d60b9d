"""HTTP statuses of the errors in `app.errors`."""

from collections.abc import Mapping

from app.errors import AppError, InvalidInputError

STATUSES: Mapping[type[AppError], int] = {
    InvalidInputError: 422,
}

# Headers of responses, by status.
HEADERS: Mapping[int, Mapping[str, str]] = {
    503: {"Retry-After": "5"},
}
