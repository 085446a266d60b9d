"""Which errors of the driver mean an outage, rather than a mistake of this service."""

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

from app import timeouts
from app.errors import UnavailableError
from app.outages import unavailable


def watch(engine: Engine) -> None:
    """Raise UnavailableError in place of these errors, whatever the statement."""
    event.listen(engine, "handle_error", translate)


def translate(context: ExceptionContext) -> UnavailableError | None:
    error = context.original_exception
    if isinstance(error, OSError):  # which drivers don't wrap, such as TimeoutError
        context.is_disconnect = True
    if not isinstance(error, Exception) or context.is_pre_ping:
        return None
    if context.connection is None or context.is_disconnect or timeouts.is_outage(error):
        return unavailable(error)
    return None
