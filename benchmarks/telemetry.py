"""What telemetry costs: a service with the part to the same service without it.

Once nothing is exported, and once METRICS_PORT is set. All are on one core and on a
SQLite file of their own with the same posts, and the load comes from the other core to
one of them at a time, in turns.
"""

import socket
from contextlib import ExitStack
from pathlib import Path

from benchmarks.measure import UV, Figure, Options, environment, make_service, run, tell
from benchmarks.serve import PRODUCTION, Server, load, served, store_posts

PATH = "/api/posts"


def measure(folder: Path, options: Options) -> list[Figure]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    kinds: dict[str, tuple[str, dict[str, str]]] = {
        "without": ("[]", {}),
        "nothing exported": ("[telemetry]", {}),
        "metrics": ("[telemetry]", {"METRICS_PORT": port}),
    }
    with ExitStack() as stack:
        servers: dict[str, Server] = {}
        for kind, (parts, variables) in kinds.items():
            tell(f"telemetry: {kind}")
            place = folder / kind.replace(" ", "-")
            place.mkdir()
            service = make_service(
                place, framework=options.framework, orm=options.orm, parts=parts
            )
            url = f"sqlite:///{place}/benchmark.db"
            settings = environment(**PRODUCTION, **variables, DATABASE_URL=url)
            run((UV, "run", "poe", "migrate"), service, settings)
            server = stack.enter_context(served("app", service, settings))
            store_posts(server.client)
            servers[kind] = server
        return compare(servers, options.runs)


def compare(servers: dict[str, Server], runs: int) -> list[Figure]:
    """Return the ratio of each server to the first, by the work that it takes."""
    first, *others = servers
    ratios: dict[str, list[float]] = {kind: [] for kind in others}
    for number in range(runs + 1):
        tell(f"telemetry {PATH} {number}/{runs}")
        # Each is first in some rounds.
        order = [*servers][number % 3 :] + [*servers][: number % 3]
        speeds = {kind: load(servers[kind], PATH).by_work for kind in order}
        for kind in others if number else ():  # the first round warmed up
            ratios[kind].append(speeds[kind] / speeds[first])
    return [
        Figure(f"telemetry: {PATH}, {kind}, to without", values, aim=">= 0.95")
        for kind, values in ratios.items()
    ]
