"""A TCP proxy before a server, which can fall silent, refuse, and hang up."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

CHUNK_BYTES = 64 * 1024


class Proxy:
    """Forward connections to a server, until a test makes it fail."""

    def __init__(self, target: tuple[str, int]) -> None:
        self.target = target
        self.connected: set[socket.socket] = set()
        self.forwarding = threading.Event()
        self.forwarding.set()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self.listener.getsockname()[1]
        self.accept()

    def accept(self) -> None:
        threading.Thread(
            target=self.accept_until_closed, args=(self.listener,), daemon=True
        ).start()

    def accept_until_closed(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self.connect, args=(client,), daemon=True).start()

    def connect(self, client: socket.socket) -> None:
        """Lead to the server: while the proxy is silent, the client hears nothing."""
        self.connected.add(client)
        self.forwarding.wait()
        try:
            server = socket.create_connection(self.target)
        except OSError:
            client.close()
            return
        self.connected.add(server)
        for pair in ((client, server), (server, client)):
            threading.Thread(target=self.pump, args=pair, daemon=True).start()

    def pump(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(CHUNK_BYTES):
                self.forwarding.wait()
                sink.sendall(data)
        for end in (source, sink):
            self.hang_up(end)

    def hang_up(self, end: socket.socket) -> None:
        self.connected.discard(end)
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()

    # --- What can happen to a server ---

    def fall_silent(self) -> None:
        """Keep all connections, take new ones, and forward nothing."""
        self.forwarding.clear()

    def cut(self) -> None:
        """Close all connections; new ones are forwarded."""
        for end in list(self.connected):
            self.hang_up(end)

    def refuse(self) -> None:
        """Close all connections, and refuse new ones."""
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.cut()

    def recover(self) -> None:
        """Forward again, from where it stopped."""
        if self.listener.fileno() == -1:
            self.listener = socket.create_server(("127.0.0.1", self.port), backlog=256)
            self.accept()
        self.forwarding.set()


@contextmanager
def proxy_before(url: str) -> Iterator[tuple[Proxy, str]]:
    """Put a proxy before the server of a URL; the other URL leads through it."""
    parts = urlsplit(url)
    assert parts.hostname
    assert parts.port
    proxy = Proxy((parts.hostname, parts.port))
    credentials, at, _ = parts.netloc.rpartition("@")
    netloc = f"{credentials}{at}127.0.0.1:{proxy.port}"
    try:
        yield proxy, parts._replace(netloc=netloc).geturl()
    finally:
        proxy.refuse()
        proxy.forwarding.set()
