"""Collecting the statements sent to the database."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from tortoise.log import db_client_logger

# The count, the posts with their authors, the post-tag links, the tags.
OF_A_LIST = 4


class Collector(logging.Handler):
    """Collects the statements that Tortoise logs."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def statements() -> Iterator[list[str]]:
    collector = Collector()
    level = db_client_logger.level
    db_client_logger.addHandler(collector)
    db_client_logger.setLevel(logging.DEBUG)
    yield collector.messages
    db_client_logger.setLevel(level)
    db_client_logger.removeHandler(collector)
