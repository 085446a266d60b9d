"""A proxy that serves a service below a path prefix."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

PREFIX = "/shop"
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding"}


@contextmanager
def below_prefix(address: tuple[str, int], *, strips: bool) -> Iterator[str]:
    """Forward what is asked for below the prefix, with or without it.

    Yields the address of the proxy, to which other paths are unknown.
    """

    class Handler(BaseHTTPRequestHandler):
        def forward(self) -> None:
            if not self.path.startswith(f"{PREFIX}/"):
                self.send_error(404, "Outside of the prefix")
                return
            path = self.path.removeprefix(PREFIX) if strips else self.path
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            service = HTTPConnection(*address, timeout=30)
            service.request(self.command, path, body, dict(self.headers))
            response = service.getresponse()
            content = response.read()
            self.send_response(response.status)
            for name, value in response.getheaders():
                if name.lower() not in HOP_BY_HOP:
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)
            service.close()

        do_GET = do_POST = forward  # noqa: N815  the names are http.server's

        def log_message(self, *_: object) -> None:
            """Leave the tests' output alone."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as proxy:
        thread = Thread(target=proxy.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{proxy.server_port}"
        finally:
            proxy.shutdown()
            thread.join()
