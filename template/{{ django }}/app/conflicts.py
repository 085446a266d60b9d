"""What a broken constraint of the database tells whoever asked for the write."""

import structlog
from django.db import IntegrityError

from app.constraints import is_missing_reference
from app.errors import AppError, ConflictError, NotFoundError

log = structlog.get_logger()


def refusal(error: IntegrityError) -> AppError:
    """Translate an error that no feature has caught by the constraint's name."""
    if is_missing_reference(error):
        return NotFoundError()
    log.warning("database.conflict", exc_info=error)
    return ConflictError()
