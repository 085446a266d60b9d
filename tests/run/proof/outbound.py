"""Runs in a service: what its client makes of a server that misbehaves.

Prints JSON. The first argument is a command, the others are ports.
"""

import asyncio
import inspect
import json
import resource
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from app.outbound import transport
from app.outbound.bounds import Bounds
from app.outbound.client import OutboundClient
from app.outbound.errors import UpstreamError

BOUNDS = Bounds(total=2, connect=1, read=0.5, queue=0.5, attempts=2)
GIVEN = socket.getaddrinfo


async def call(client, url, **options):
    """Call it, whether the client is asynchronous or not, and name the outcome."""
    began = time.monotonic()
    try:
        answer = client.send("GET", url, **options)
        if inspect.isawaitable(answer):
            answer = await answer
        outcome = answer.status_code
    except UpstreamError as error:
        outcome = type(error).__name__
    return {"outcome": outcome, "seconds": time.monotonic() - began}


def memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


async def faults(port):
    found = {}
    for name in sys.argv[3:]:
        before = memory()
        url = f"http://127.0.0.1:{port}/{name}"
        found[name] = await call(OutboundClient(BOUNDS), url)
        found[name]["megabytes"] = memory() - before
    return found


async def concurrency(port):
    client = OutboundClient(Bounds(calls=10, queue=60, total=60))
    url = f"http://127.0.0.1:{port}/counted"
    if inspect.iscoroutinefunction(client.send):
        calls = [call(client, url) for _ in range(200)]
        outcomes = await asyncio.gather(*calls)
    else:
        with ThreadPoolExecutor(200) as threads:
            pending = [
                threads.submit(asyncio.run, call(client, url)) for _ in range(200)
            ]
            outcomes = [each.result() for each in pending]
    return [each["outcome"] for each in outcomes]


async def circuit(port):
    client = OutboundClient(Bounds(failures=3, cooldown=0.5, attempts=1))
    reset = f"http://127.0.0.1:{port}/reset"
    outcomes = [await call(client, reset) for _ in range(5)]
    probe = await call(client, f"http://127.0.0.1:{port}/fine")
    for _ in range(100):
        if probe["outcome"] == 200:
            break
        time.sleep(0.05)
        probe = await call(client, f"http://127.0.0.1:{port}/fine")
    last = await call(client, f"http://127.0.0.1:{port}/fine")
    return [each["outcome"] for each in [*outcomes, probe, last]]


async def targets(port):
    client = OutboundClient(BOUNDS)
    hosts = [
        *("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"),
        *("2130706433", "0x7f.1", "127.1", "169.254.169.254", "[fe80::1]"),
    ]
    outcomes = {
        host: await call(client, f"http://{host}:{port}/inside", public_only=True)
        for host in hosts
    }
    return {host: each["outcome"] for host, each in outcomes.items()}


async def rebinding(port):
    """Only the first look-up of the name leads to the internet."""
    lookups = []

    def getaddrinfo(host, port, *args, **options):
        if host not in ("rebinding.test", b"rebinding.test"):
            return GIVEN(host, port, *args, **options)
        lookups.append(host)
        address = "93.184.216.34" if len(lookups) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    socket.getaddrinfo = getaddrinfo
    client = OutboundClient(Bounds(total=2, connect=1, attempts=1))
    url = f"http://rebinding.test:{port}/inside"
    answer = await call(client, url, public_only=True)
    return [answer["outcome"], len(lookups)]


async def tls(port):
    """Names are verified, although addresses are connected to."""

    def getaddrinfo(_, port, *args, **options):
        return GIVEN("127.0.0.1", port, *args, **options)

    socket.getaddrinfo = getaddrinfo
    transport.is_public = lambda _: True
    client = OutboundClient(BOUNDS)
    outcomes = []
    for host in ("localhost", "other.test"):
        for is_public in (True, False):
            url = f"https://{host}:{port}/fine"
            outcomes.append(await call(client, url, public_only=is_public))
    return [each["outcome"] for each in outcomes]


command, port = globals()[sys.argv[1]], int(sys.argv[2])
print(json.dumps(asyncio.run(command(port))))
