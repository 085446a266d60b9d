"""A stand-in for the broker's server, with what the service asks of it."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from redis.exceptions import LockError

Script = Callable[..., object]


class Server:
    def __init__(self) -> None:
        self.hashes: defaultdict[str, dict[bytes, bytes]] = defaultdict(dict)
        self.is_locked = False

    def register_script(self, script: bytes) -> Script:
        """Return dramatiq's script, of whose commands only `enqueue` is there."""

        def run(args: list[object], keys: list[str]) -> None:
            command, _, name, *_, message_id, data = args
            assert command == "enqueue"
            self.hset(f"{keys[0]}:{name}.msgs", message_id, data)

        return run if b"heartbeats" in script else lambda: 100

    def hset(self, key: str, field: object, value: object) -> None:
        self.hashes[key][encode(field)] = encode(value)

    def hget(self, key: str, field: object) -> bytes | None:
        return self.hashes[key].get(encode(field))

    def hexists(self, key: str, field: object) -> bool:
        return encode(field) in self.hashes[key]

    def hlen(self, key: str) -> int:
        return len(self.hashes[key])

    def hgetall(self, key: str) -> dict[bytes, bytes]:
        return dict(self.hashes[key])

    def hdel(self, key: str, field: object) -> None:
        del self.hashes[key][encode(field)]

    def zrem(self, key: str, member: object) -> None:
        """Nothing here reads sorted sets."""

    def ping(self) -> bool:
        return True

    @contextmanager
    def lock(self, name: str, *, timeout: int, blocking: bool) -> Iterator[None]:
        if self.is_locked:
            raise LockError
        yield


def encode(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
