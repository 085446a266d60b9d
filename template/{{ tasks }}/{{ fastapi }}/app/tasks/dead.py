"""Commands for dead tasks: those that failed too often."""

import json

from app.tasks.broker import DeadTask, StreamBroker


async def list_all(broker: StreamBroker) -> None:
    for dead in await broker.list_dead():
        message = json.loads(dead.message)
        arguments = json.dumps(message["kwargs"] or message["args"])
        print(dead.id, message["task_name"], arguments, dead.error)


async def retry_all(broker: StreamBroker) -> None:
    for dead in await broker.list_dead():
        await retry(broker, dead)


async def retry_one(broker: StreamBroker, entry: str) -> None:
    """Run a dead task again.

    Raises:
        SystemExit: There is none with this ID.
    """
    found = await broker.list_dead(entry, entry)
    if not found:
        raise SystemExit(f"There is no dead task {entry}.")
    await retry(broker, found[0])


async def retry(broker: StreamBroker, dead: DeadTask) -> None:
    message = broker.formatter.loads(dead.message)
    message.labels.pop("attempt", None)
    await broker.kick(broker.formatter.dumps(message))
    await broker.remove_dead(dead)
    print(f"Enqueued {message.task_name}.")
