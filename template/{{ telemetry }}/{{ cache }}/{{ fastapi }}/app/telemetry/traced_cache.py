"""Spans of commands of the cache."""

from typing import Any

from opentelemetry import trace
from opentelemetry.trace import SpanKind, StatusCode
from redis.asyncio import Redis

tracer = trace.get_tracer(__name__)
client_class: Any = Redis  # a method can't be assigned otherwise
execute = client_class.execute_command


def trace_cache() -> None:
    client_class.execute_command = trace_command


async def trace_command(client: Redis, *args: Any, **options: Any) -> Any:
    command = str(args[0])
    with tracer.start_as_current_span(
        command,
        kind=SpanKind.CLIENT,
        attributes={"db.system.name": "redis", "db.operation.name": command},
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        try:
            return await execute(client, *args, **options)
        except Exception as error:
            span.set_attribute("error.type", type(error).__name__)
            span.set_status(StatusCode.ERROR)
            raise
