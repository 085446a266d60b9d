"""Every stack side by side: how many requests a second it answers, in what memory.

Each runs in production on the first core, on a SQLite file of its own with the same
posts, and the load comes from the second core to one of them at a time, in turns.
"""

from contextlib import ExitStack
from pathlib import Path

from benchmarks.measure import UV, Figure, Options, environment, make_service, run, tell
from benchmarks.serve import (
    ORMS,
    PRODUCTION,
    Server,
    children,
    load,
    served,
    store_posts,
)

PATHS = ("/api/posts", "/health/live")


def measure(folder: Path, options: Options) -> list[Figure]:
    with ExitStack() as stack:
        servers: dict[str, Server] = {}
        for framework, orms in ORMS.items():
            for orm in orms:
                name = "-".join(dict.fromkeys((framework, orm)))
                tell(f"stacks {name}")
                place = folder / name
                place.mkdir()
                service = make_service(place, framework=framework, orm=orm)
                url = f"sqlite:///{place}/benchmark.db"
                settings = environment(**PRODUCTION, DATABASE_URL=url)
                run((UV, "run", "poe", "migrate"), service, settings)
                server = stack.enter_context(served("app", service, settings))
                store_posts(server.client)
                servers[name] = server
        speeds: dict[tuple[str, str], list[float]] = {}
        for number in range(options.runs + 1):
            tell(f"stacks {number}/{options.runs}")
            for name, server in servers.items():
                for path in PATHS:
                    speed = load(server, path)
                    if number:  # the first warmed up
                        speeds.setdefault((path, name), []).append(speed.by_work)
        memory = {name: resident(server) for name, server in servers.items()}
    return [
        *(
            Figure(f"stacks: {path} {name}", speeds[path, name], "requests/s of work")
            for path in PATHS
            for name in servers
        ),
        *(
            Figure(f"stacks: memory {name}", [size], "MiB")
            for name, size in memory.items()
        ),
    ]


def resident(server: Server) -> float:
    """What the server and its workers hold that no other process does, in MiB."""
    return sum(
        int(line.split()[1]) / 1024
        for pid in (server.pid, *children(server.pid))
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        if line.startswith("Private_")
    )
