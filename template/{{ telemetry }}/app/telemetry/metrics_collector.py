"""The metrics of all processes, summed and served over HTTP."""

import os
import socket
from collections.abc import Iterable
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread

from prometheus_client import CollectorRegistry, Metric, MetricsHandler
from prometheus_client.mmap_dict import MmapedDict, mmap_key
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

KEPT = "ended"


class Handler(MetricsHandler):
    timeout = 10  # disconnects clients that send nothing


class Server(ThreadingHTTPServer):
    def __init__(self, host: str, port: int, registry: CollectorRegistry) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), Handler.factory(registry))


class Collector:
    """Reads the files of all processes.

    Gauges of processes that have ended are dropped. Their counts are moved to one file
    for each kind, so that the files don't pile up as processes are replaced.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.lock = Lock()

    def collect(self) -> Iterable[Metric]:
        with self.lock:
            for pid in self.ended():
                mark_process_dead(pid, str(self.directory))
                for kind in ("counter", "histogram"):
                    self.keep(kind, self.directory / f"{kind}_{pid}.db")
            files = with_values(self.directory.glob("*.db"))
            metrics: Iterable[Metric] = MultiProcessCollector.merge(files)
        return metrics

    def ended(self) -> set[int]:
        """Return the processes that left files and have ended."""
        pids = {file.stem.rpartition("_")[2] for file in self.directory.glob("*.db")}
        return {int(pid) for pid in pids - {KEPT} if not is_running(int(pid))}

    def keep(self, kind: str, file: Path) -> None:
        """Move the counts of a file to those that are kept."""
        if not file.exists():
            return
        kept, merged = self.directory / f"{kind}_{KEPT}.db", self.directory / "merged"
        files = with_values(each for each in (file, kept) if each.exists())
        values = MmapedDict(str(merged))
        for metric in MultiProcessCollector.merge(files, accumulate=False):
            for name, labels, value, *_ in metric.samples:
                key = mmap_key(
                    metric.name,
                    name,
                    list(labels),
                    list(labels.values()),
                    metric.documentation,
                )
                values.write_value(key, value, 0.0)
        values.close()
        merged.replace(kept)
        file.unlink()


def with_values(files: Iterable[Path]) -> list[str]:
    """Leave out empty files, which a process has created but not written yet."""
    return [str(file) for file in files if file.stat().st_size]


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def registry_of(directory: Path) -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(Collector(directory))
    return registry


def serve(registry: CollectorRegistry, host: str, port: int) -> None:
    """Serve metrics in a thread.

    Raises:
        SystemExit: The port can't be opened.
    """
    try:
        server = Server(host, port, registry)
    except OSError as error:
        raise SystemExit(f"METRICS_PORT can't be opened: {error}") from None
    Thread(target=server.serve_forever, name="metrics", daemon=True).start()
