"""Declaration of tasks."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Generic, ParamSpec, overload

from cronsim import CronSim
from dramatiq import Message

from app.log import current_request_id
from app.tasks import queue

P = ParamSpec("P")

TIME_LIMIT_SECONDS = 60
MAX_RETRIES = 10

# All tasks, by name.
TASKS: dict[str, "Task[...]"] = {}


class Task(Generic[P]):
    """A function that workers run.

    Args:
        cron: When to run it without arguments, in UTC, such as "0 3 * * *".
        time_limit_seconds: Seconds after which it is interrupted, and run again later.
        max_retries: How often it runs again after an exception. Then it is dead; see
            `flask dead-tasks`.
    """

    def __init__(
        self,
        function: Callable[P, None],
        *,
        cron: str | None,
        time_limit_seconds: int,
        max_retries: int,
    ) -> None:
        self.function = function
        self.name = f"{function.__module__}.{function.__name__}"
        self.cron = cron
        self.time_limit_seconds = time_limit_seconds
        self.max_retries = max_retries
        if cron is not None:
            CronSim(cron, datetime.now(UTC))  # raises an error if it is invalid
        TASKS[self.name] = self

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Run the function here and now."""
        self.function(*args, **kwargs)

    def send(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Enqueue the task. Its arguments have to be JSON: send IDs, not objects."""
        queue.current_queue().send(self.message(*args, **kwargs), self.function)

    def message(self, *args: P.args, **kwargs: P.kwargs) -> Message[None]:
        return Message(
            queue_name=queue.NAME,
            actor_name=self.name,
            args=args,
            kwargs=kwargs,
            options={"request_id": current_request_id()},
        )

    def last_due(self, now: datetime) -> datetime:
        """Return the last time before `now` at which the schedule was due."""
        if self.cron is None:
            raise ValueError(f"{self.name} has no schedule")
        return next(CronSim(self.cron, now + timedelta(seconds=1), reverse=True))


@overload
def task(function: Callable[P, None], /) -> Task[P]: ...
@overload
def task(
    *,
    cron: str | None = None,
    time_limit_seconds: int = TIME_LIMIT_SECONDS,
    max_retries: int = MAX_RETRIES,
) -> Callable[[Callable[P, None]], Task[P]]: ...
def task(
    function: Callable[P, None] | None = None,
    /,
    *,
    cron: str | None = None,
    time_limit_seconds: int = TIME_LIMIT_SECONDS,
    max_retries: int = MAX_RETRIES,
) -> Task[P] | Callable[[Callable[P, None]], Task[P]]:
    """Declare a task; see `Task` for the options."""

    def declare(function: Callable[P, None]) -> Task[P]:
        return Task(
            function,
            cron=cron,
            time_limit_seconds=time_limit_seconds,
            max_retries=max_retries,
        )

    return declare if function is None else declare(function)
