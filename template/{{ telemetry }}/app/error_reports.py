"""Reports of errors to Sentry, made of what is logged. Off without SENTRY_DSN."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import sentry_sdk
from sentry_sdk.integrations.dedupe import DedupeIntegration
from sentry_sdk.types import Event, Hint
from structlog.typing import EventDict, WrappedLogger

from app.config import Settings
from app.logged_errors import error_of

LEVELS = ("error", "critical")
FLUSH_SECONDS = 0.5
# Addresses, JSON Web Tokens, and what follows the path in a URL.
PRIVATE = re.compile(
    r"[^\s\"'<>()=]+@[^\s\"'<>()]+|\beyJ[\w-]+\.[\w.-]+|(?<=\S\?)[^\s\"'<>]+=[^\s\"'<>]*"
)


@contextmanager
def reported(settings: Settings) -> Iterator[None]:
    """Report errors, and send the last reports at the end."""
    if settings.sentry_dsn is None:
        yield
        return
    sentry_sdk.init(
        settings.sentry_dsn.get_secret_value(),
        environment=settings.environment,
        release=settings.release,
        before_send=redact,
        include_local_variables=False,
        max_breadcrumbs=0,
        # Integrations would add data of requests, and report errors a second time.
        default_integrations=False,
        integrations=[DedupeIntegration()],
    )
    try:
        yield
    finally:
        sentry_sdk.flush(FLUSH_SECONDS)


def report_error(_: WrappedLogger, __: str, event_dict: EventDict) -> EventDict:
    """Report the exception of a log event, unless it is the fault of a client."""
    if not sentry_sdk.is_initialized():  # it would read local variables all the same
        return event_dict
    error = error_of(event_dict)
    if error is not None and event_dict["level"] in LEVELS:
        with sentry_sdk.new_scope() as scope:
            for name in ("request_id", "trace_id", "event"):
                if value := event_dict.get(name):
                    scope.set_tag(name, value)
            sentry_sdk.capture_exception(error)
    return event_dict


def redact(event: Event, _: Hint) -> Event:
    """Remove personal data from the messages of exceptions."""
    for error in event.get("exception", {}).get("values", []):
        error["value"] = PRIVATE.sub("[redacted]", error.get("value") or "")
    return event
