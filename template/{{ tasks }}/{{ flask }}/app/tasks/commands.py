"""Commands of workers, schedulers and dead tasks."""

import signal
import sys
from threading import Event

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from app.context import current_settings
from app.tasks import dead
from app.tasks.queue import current_queue
from app.tasks.schedule import schedule as run_schedule
from app.tasks.worker import work


def init_app(app: Flask) -> None:
    for command in (worker, schedule, dead_tasks, retry_task):
        app.cli.add_command(command)


def stop_event() -> Event:
    """Return an event that SIGTERM and SIGINT set."""
    stopping = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    return stopping


@click.command
@with_appcontext
def worker() -> None:
    """Run tasks until SIGTERM, then finish those that run."""
    current_queue().require_broker()
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    work(app, current_settings(), stop_event())


@click.command
@with_appcontext
def schedule() -> None:
    """Enqueue scheduled tasks when they are due. Any number may run."""
    current_queue().require_broker()
    run_schedule(current_queue(), stop_event())


@click.command
@with_appcontext
def dead_tasks() -> None:
    """List tasks that failed too often."""
    for task in dead.list_dead(current_queue()):
        died_at = f"{task.died_at:%Y-%m-%d %H:%M:%S}Z"
        message = task.message
        click.echo(f"{message.message_id}  {died_at}  {message}  {task.error}")


@click.command
@click.argument("task_id", required=False)
@click.option("--all", "is_all", is_flag=True, help="Retry all dead tasks.")
@with_appcontext
def retry_task(task_id: str | None, is_all: bool) -> None:
    """Enqueue a dead task again."""
    queue = current_queue()
    found = [
        task
        for task in dead.list_dead(queue)
        if is_all or task.message.message_id == task_id
    ]
    if not found and not is_all:
        sys.exit("There is no dead task with this ID.")
    for task in found:
        dead.retry(queue, task)
    click.echo(f"Enqueued {len(found)} tasks.")
