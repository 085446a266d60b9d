"""Logging: one line for each event, with the ID of its request."""

import logging
import re
import sys
from secrets import token_hex

import structlog
from structlog.typing import Processor

from app.config import Settings

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")


def configure(settings: Settings) -> None:
    """Write structlog's events and standard log records to stdout."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if settings.log_format == "json":
        shared.append(structlog.processors.format_exc_info)
        renderer: Processor = structlog.processors.JSONRenderer()
    else:
        renderer = structlog.dev.ConsoleRenderer(
            colors=sys.stdout.isatty(),
            # The default shows local variables, such as passwords and tokens.
            exception_formatter=structlog.dev.plain_traceback,
        )

    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(settings.log_level),
        logger_factory=structlog.WriteLoggerFactory(sys.stdout),
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                renderer,
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=settings.log_level, force=True)
    logging.captureWarnings(True)


def bind_request_id(offered: str) -> str:
    """Bind the ID of a request to the log of the current task or thread.

    Values that an earlier request bound there are cleared.

    Args:
        offered: The caller's ID. It is replaced if it has unsafe characters.
    """
    request_id = offered if REQUEST_ID.fullmatch(offered) else token_hex(16)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request_id)
    return request_id


def current_request_id() -> str:
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))
