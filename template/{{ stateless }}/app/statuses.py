"""What the errors of `app.errors` are in HTTP."""

from collections.abc import Mapping

from app.errors import AppError, InvalidInputError

STATUSES: Mapping[type[AppError], int] = {
    InvalidInputError: 422,
}

# What a response with such a status must have.
HEADERS: Mapping[int, Mapping[str, str]] = {
    503: {"Retry-After": "5"},
}
