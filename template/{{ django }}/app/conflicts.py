"""Translation of the database's conflicts into errors of the application."""

import structlog
from django.db import DatabaseError, IntegrityError, OperationalError

from app.constraints import is_deadlock, is_missing_reference
from app.errors import AppError, ConflictError, NotFoundError

log = structlog.get_logger()


def translate(error: DatabaseError) -> AppError | None:
    """Translate a conflict that no feature has caught; None for other errors."""
    if isinstance(error, IntegrityError):
        if is_missing_reference(error):
            return NotFoundError()
    elif not (isinstance(error, OperationalError) and is_deadlock(error)):
        return None
    log.warning("database.conflict", exc_info=error)
    return ConflictError()
