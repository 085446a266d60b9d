"""Spans of the statements that Tortoise executes."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient

from app.telemetry.spans import fail_span, start_span

Execute = Callable[..., Awaitable[Any]]

METHODS = ("execute_insert", "execute_many", "execute_query", "execute_query_dict")


def trace_statements() -> None:
    """Wrap the methods of Tortoise's clients, which have no hook for it."""
    for client in clients(BaseDBAsyncClient):
        for name in METHODS:
            method: Any = vars(client).get(name)
            if hasattr(method, "__wrapped__"):  # others call these
                setattr(client, name, traced(method))


def clients(base: type[BaseDBAsyncClient]) -> set[type[BaseDBAsyncClient]]:
    """Find Tortoise's own clients, which those of the service are based on."""
    found = {
        client
        for client in base.__subclasses__()
        if client.__module__.startswith("tortoise.")
    }
    return found.union(*map(clients, found))


def traced(execute: Execute) -> Execute:
    @wraps(execute)
    async def run(client: BaseDBAsyncClient, query: str, *args: Any) -> Any:
        span = start_span(client.capabilities.dialect, query)
        try:
            return await execute(client, query, *args)
        except Exception as error:
            fail_span(span, error)
            raise
        finally:
            span.end()

    return run
