"""The port of the metrics."""

import atexit
import os
import shutil
from pathlib import Path
from tempfile import mkdtemp

from app.config import Settings

DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"


def start(settings: Settings) -> None:
    """Serve the metrics of all processes on METRICS_PORT, if it is set.

    Call it before the processes start and `app.telemetry.metrics` is imported.

    Raises:
        SystemExit: The port can't be opened.
    """
    port = settings.metrics_port
    if port is None:
        return
    # Each process keeps its metrics in files of this directory.
    directory = mkdtemp(prefix="metrics-")
    atexit.register(remove, directory, os.getpid())
    os.environ[DIRECTORY] = directory
    # On import, prometheus-client looks whether the variable is set.
    from app.telemetry import metrics_collector  # noqa: PLC0415

    registry = metrics_collector.registry_of(Path(directory))
    metrics_collector.serve(registry, settings.host, port)


def remove(directory: str, owner: int) -> None:
    """Delete the directory when its owner ends.

    Processes that are forked from it call this as well.
    """
    if os.getpid() == owner:
        shutil.rmtree(directory)
