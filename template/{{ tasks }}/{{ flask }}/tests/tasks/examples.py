"""Tasks that tests run."""

from flask import current_app

from app.tasks import task

# The names of the applications in which `record` ran, with its arguments.
CALLS: list[tuple[str, object]] = []


@task
def record(value: object) -> None:
    CALLS.append((current_app.name, value))


@task(max_retries=0, time_limit_seconds=5)
def fail(message: str) -> None:
    raise ValueError(message)


@task
def fail_once(value: object) -> None:
    CALLS.append((current_app.name, value))
    if len(CALLS) == 1:
        raise ValueError


@task(cron="0 3 * * *")
def clean_up() -> None:
    pass
