"""Which errors mean that the database can't serve now."""

from types import TracebackType

from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import DatabaseErrorWrapper

from app import timeouts
from app.errors import UnavailableError
from app.outages import unavailable


class OutageError(UnavailableError, OperationalError):
    """To Django an error of the database, to callers a service that is unavailable."""


class OutageWrapper(DatabaseErrorWrapper):
    """Raises OutageError in place of the driver's errors that mean an outage."""

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
