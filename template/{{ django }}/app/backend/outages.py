"""Translation of database outages into UnavailableError."""

from types import TracebackType

from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import DatabaseErrorWrapper

from app import timeouts
from app.errors import UnavailableError
from app.outages import unavailable


class OutageError(UnavailableError, OperationalError):
    """An outage: Django sees a database error, callers an unavailable service."""


class OutageWrapper(DatabaseErrorWrapper):
    """Raise OutageError in place of a driver's error that means an outage."""

    wrapper: BaseDatabaseWrapper

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if exc_value is not None and timeouts.is_outage(exc_value):
            unavailable(exc_value)
            self.wrapper.errors_occurred = True
            raise OutageError from exc_value
        super().__exit__(exc_type, exc_value, traceback)
