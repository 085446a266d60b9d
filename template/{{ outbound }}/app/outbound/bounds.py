"""The bounds of a call to another service."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """Times are in seconds.

    Attributes:
        total: All attempts of a call, and the waits between them.
        connect: Resolving the name, connecting and the TLS handshake.
        read: The wait for the next piece of a response.
        queue: The wait for a free slot of the host.
        calls: Calls to a host at the same time.
        attempts: How often a call is tried.
        failures: Failures in a row that open the circuit of a host.
        cooldown: How long an open circuit refuses calls.
        response_bytes: The largest body of a response, after decompression.
    """

    total: float = 10
    connect: float = 3
    read: float = 5
    queue: float = 2
    calls: int = 20
    attempts: int = 3
    failures: int = 5
    cooldown: float = 30
    response_bytes: int = 1024 * 1024


DEFAULT = Bounds()
