"""Background tasks: work that a worker process does after the response.

A task is a function in the module `tasks` of its feature:

    @task
    def send_welcome(user_id: int) -> None: ...

A task may run more than once, for example if its worker was killed, so running it again
must do no harm.
"""

from app.tasks.declaration import Task, task
from app.tasks.extension import broker
from app.tasks.queue import check_broker

__all__ = ["Task", "broker", "check_broker", "task"]
