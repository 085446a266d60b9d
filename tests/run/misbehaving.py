"""A server that answers each path in a wrong way of its own."""

import socket
import ssl
import struct
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Event, Lock

# Without this header, a client may send its next request over the connection.
OK = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"
BOMB_MEGABYTES = 200
MOMENT_SECONDS = 0.1


@dataclass(frozen=True)
class Received:
    """A request, as it came over the wire."""

    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Misbehaving:
    """It has a thread for each connection, and speaks HTTP by hand."""

    context: ssl.SSLContext | None = None
    requests: list[Received] = field(default_factory=list)
    stopped: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)
    at_once: int = 0
    most_at_once: int = 0

    def __post_init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port: int = self.listener.getsockname()[1]
        self.answers: dict[str, Callable[[socket.socket], object]] = {
            "/silent": lambda _: self.stopped.wait(),
            "/slow-headers": lambda it: self.drip(it, b"HTTP/1.1 200 OK\r\nX: ", b"x"),
            "/drip": lambda it: self.drip(it, b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
            "/reset": self.reset,
            "/short": lambda it: it.sendall(OK.replace(b": 2", b": 2000")),
            "/long": lambda it: it.sendall(OK + b"HTTP/1.1 200 OK, too"),
            "/endless": self.pour,
            "/bomb": self.explode,
            "/redirect": self.redirect,
            "/busy": self.ask_to_wait,
            "/counted": self.count,
        }

    @property
    def hits(self) -> Counter[str]:
        return Counter(request.path for request in self.requests)

    def serve(self) -> None:
        while not self.stopped.is_set():
            with suppress(OSError):
                connection, _ = self.listener.accept()
                threading.Thread(
                    target=self.talk, args=[connection], daemon=True
                ).start()

    def talk(self, plain: socket.socket) -> None:
        with suppress(OSError, ValueError), plain:  # gone, or sent nothing
            plain.settimeout(60)
            if self.context is None:
                self.answer(plain)
                return
            with self.context.wrap_socket(plain, server_side=True) as connection:
                self.answer(connection)

    def answer(self, connection: socket.socket) -> None:
        request = read_request(connection)
        self.requests.append(request)
        answer = self.answers.get(request.path)
        if answer is None:
            connection.sendall(OK)
        else:
            answer(connection)

    def drip(self, connection: socket.socket, head: bytes, drop: bytes) -> None:
        connection.sendall(head)
        while not self.stopped.wait(MOMENT_SECONDS):
            connection.sendall(drop)

    def reset(self, connection: socket.socket) -> None:
        linger = struct.pack("ii", 1, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

    def pour(self, connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while not self.stopped.is_set():
            connection.sendall(bytes(65536))

    def explode(self, connection: socket.socket) -> None:
        head = (
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
        )
        connection.sendall(head % len(bomb()) + bomb())

    def redirect(self, connection: socket.socket) -> None:
        target = f"http://127.0.0.1:{self.port}/inside"
        head = f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n"
        connection.sendall(head.encode())

    def ask_to_wait(self, connection: socket.socket) -> None:
        if self.hits["/busy"] > 1:
            connection.sendall(OK)
            return
        head = b"HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"
        connection.sendall(head)

    def count(self, connection: socket.socket) -> None:
        """Note how many requests are answered at the same time."""
        with self.lock:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        self.stopped.wait(MOMENT_SECONDS / 2)
        with self.lock:
            self.at_once -= 1
        connection.sendall(OK)


@cache
def bomb() -> bytes:
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    megabytes = [packer.compress(bytes(2**20)) for _ in range(BOMB_MEGABYTES)]
    return b"".join([*megabytes, packer.flush()])


def read_request(connection: socket.socket) -> Received:
    with connection.makefile("rb") as file:
        _, path, _ = file.readline().decode().split(" ")
        headers = {}
        while (line := file.readline().decode().strip()) != "":
            name, _, value = line.partition(": ")
            headers[name.lower()] = value
        body = file.read(int(headers.get("content-length", 0)))
    return Received(path, headers, body)


@contextmanager
def misbehaving(certificate: Path | None = None) -> Iterator[Misbehaving]:
    """Serve by HTTP, or by HTTPS with a certificate."""
    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(
            certificate / "fullchain.pem", certificate / "privkey.pem"
        )
    bomb()  # takes longer than a call may
    server = Misbehaving(context)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopped.set()
        with suppress(OSError):  # which ends its wait for connections
            socket.create_connection(("127.0.0.1", server.port), 1).close()
        thread.join()
        server.listener.close()
