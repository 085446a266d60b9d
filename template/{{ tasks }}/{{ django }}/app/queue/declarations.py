"""What tasks declare beside `@task`: limits, and a schedule."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Limits:
    """Limits of a task.

    Attributes:
        seconds: The time after which a run is interrupted. It counts as failed.
        attempts: The number of runs after which a failing task is dead.
    """

    seconds: float = 60
    attempts: int = 10


class Schedulable(Protocol):
    """A task without arguments."""

    @property
    def module_path(self) -> str: ...

    def enqueue(self) -> object: ...


T = TypeVar("T", bound=Schedulable)


@dataclass(frozen=True)
class Schedule:
    """A task that is enqueued once in each interval."""

    task: Schedulable
    every: timedelta
    at: timedelta

    def slot(self, now: datetime) -> datetime:
        """Return the last time before now at which the task was due."""
        first = datetime(1970, 1, 1, tzinfo=UTC) + self.at
        return now - (now - first) % self.every


LIMITS: dict[str, Limits] = {}
SCHEDULES: dict[str, Schedule] = {}


def limits(*, seconds: float = 60, attempts: int = 10) -> Callable[[F], F]:
    """Declare the limits of a task. Place it below `@task`."""

    def declare(function: F) -> F:
        path = f"{function.__module__}.{function.__qualname__}"
        LIMITS[path] = Limits(seconds, attempts)
        return function

    return declare


def schedule(*, every: timedelta, at: timedelta = timedelta()) -> Callable[[T], T]:
    """Enqueue a task once in each interval. Place it above `@task`.

    Args:
        every: The interval. Intervals are counted in UTC: those of a day begin at
            midnight, those of an hour at the full hour.
        at: The time from the beginning of an interval until the task is due.
    """

    def declare(task: T) -> T:
        SCHEDULES[task.module_path] = Schedule(task, every, at)
        return task

    return declare
