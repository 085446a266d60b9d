"""Django's `migrate`, in one process at a time."""

from contextlib import closing
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.base.base import NO_DB_ALIAS

from app.backend.pool import Pooled, more_time
from app.database import LOCK_MIGRATIONS


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, once no other process does.

        Raises:
            CommandError: Another process held the lock for too long.
        """
        connection = connections[options["database"]]
        if not isinstance(connection, Pooled):  # a database with another backend
            super().handle(*args, **options)
            return
        # On a separate connection, since migrations commit as they go.
        lock = connection.copy(alias=NO_DB_ALIAS)
        with more_time(connection), closing(lock):
            lock.set_autocommit(False)
            with lock.cursor() as cursor:
                cursor.execute(LOCK_MIGRATIONS)
                if cursor.fetchone() == (0,):
                    raise CommandError("Another process is still migrating.")
            super().handle(*args, **options)
