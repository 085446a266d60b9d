"""The extension that connects an application to its queue."""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

from flask import Flask

import app as package
from app.config import Settings
from app.tasks import commands
from app.tasks.queue import Queue


class Broker:
    """A Flask extension. Its queue is in the application, so that none is shared."""

    def init_app(self, app: Flask, settings: Settings) -> None:
        import_tasks()
        app.extensions["tasks"] = Queue(settings)
        commands.init_app(app)


broker = Broker()


def import_tasks() -> None:
    """Import the module `tasks` of each feature, so that workers know its tasks."""
    for module in iter_modules(package.__path__, prefix=f"{package.__name__}."):
        if module.ispkg and find_spec(f"{module.name}.tasks") is not None:
            import_module(f"{module.name}.tasks")
