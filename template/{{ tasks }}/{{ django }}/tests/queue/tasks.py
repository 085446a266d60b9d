"""Tasks for the tests of the queue."""

import os
import signal

import structlog

from app.queue import limits, task

done: list[object] = []

log = structlog.get_logger()


@task
def record(value: str = "") -> None:
    log.info("recorded")
    done.append(value)


@task
@limits(attempts=2)
def fail() -> None:
    raise ValueError("out of order")


@task(takes_context=True)
def record_attempt(context: object) -> None:
    done.append(context.attempt)  # type: ignore[attr-defined]


def wait() -> None:
    for _ in range(10**10):  # until a signal interrupts it
        pass


@task
@limits(seconds=0.05)
def run_too_long() -> None:
    try:
        wait()
    except Exception:  # noqa: BLE001
        done.append("caught")


@task
def stop_and_finish() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    done.append("finished")


@task
def stop_and_wait() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    wait()
