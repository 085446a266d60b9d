"""Turn driver errors that mean an outage of the database into UnavailableError."""

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

from app import timeouts
from app.errors import UnavailableError
from app.outages import unavailable


def watch(engine: Engine) -> None:
    """Raise UnavailableError instead of these errors."""
    event.listen(engine, "handle_error", translate)


def translate(context: ExceptionContext) -> UnavailableError | None:
    error = context.original_exception
    if isinstance(error, OSError):  # such as TimeoutError, which drivers don't wrap
        context.is_disconnect = True
    if not isinstance(error, Exception) or context.is_pre_ping:
        return None
    if context.connection is None or context.is_disconnect or timeouts.is_outage(error):
        return unavailable(error)
    return None
