"""Commands: the worker, the scheduler and dead tasks. See `python -m app.tasks -h`."""

import argparse
import asyncio
import os
import signal
from importlib import import_module
from pathlib import Path
from threading import Timer

from fastapi import FastAPI

from app.main import app
from app.tasks import dead
from app.tasks.broker import StreamBroker
from app.tasks.queue import broker_lifespan
from app.tasks.scheduler import schedule
from app.tasks.worker import work


def main() -> None:
    """Run a command.

    Raises:
        SystemExit: BROKER_URL is not set, or there is no such dead task.
    """
    arguments = create_parser().parse_args()
    if app.state.settings.broker_url is None:
        raise SystemExit("Set BROKER_URL to the task queue.")
    import_tasks()
    asyncio.run(run(app, arguments))


def create_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m app.tasks")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("worker", help="run tasks until SIGTERM")
    commands.add_parser("schedule", help="enqueue scheduled tasks until SIGTERM")
    commands.add_parser("dead", help="list the tasks that failed too often")
    retry = commands.add_parser("retry", help="run dead tasks again")
    which = retry.add_mutually_exclusive_group(required=True)
    which.add_argument("id", nargs="?", help="the ID of a dead task")
    which.add_argument("--all", action="store_true", help="run all dead tasks again")
    return parser


def import_tasks() -> None:
    """Import the tasks of all features."""
    for file in sorted(Path(__file__).parents[1].glob("*/tasks.py")):
        import_module(f"app.{file.parent.name}.tasks")


async def run(app: FastAPI, arguments: argparse.Namespace) -> None:
    seconds = app.state.settings.shutdown_seconds
    if arguments.command == "worker":
        await work(app, stop_event(seconds))
    elif arguments.command == "schedule":
        await schedule(app, stop_event(seconds))
    else:
        async with broker_lifespan(app):
            await handle_dead(app.state.broker, arguments)


async def handle_dead(broker: StreamBroker, arguments: argparse.Namespace) -> None:
    if arguments.command == "dead":
        await dead.list_all(broker)
    elif arguments.all:
        await dead.retry_all(broker)
    else:
        await dead.retry_one(broker, arguments.id)


def stop_event(seconds: float) -> asyncio.Event:
    """Return an event that SIGTERM sets. The process ends `seconds` later at most."""
    event = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop(*_: object) -> None:
        loop.call_soon_threadsafe(event.set)
        # A thread may wait for a server that doesn't respond.
        timer = Timer(seconds, os._exit, (1,))
        timer.daemon = True
        timer.start()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    return event


if __name__ == "__main__":
    main()
