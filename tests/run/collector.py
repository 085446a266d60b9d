"""Stand-ins for what telemetry is sent to: an OTLP collector and Sentry."""

import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Generic, TypeVar

import brotli  # type: ignore[import-untyped]
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
)

T = TypeVar("T")
# Sentry's client compresses with brotli where it is installed, as with Flask-Compress.
DECODERS = {"gzip": gzip.decompress, "br": brotli.decompress}
KINDS = ("", "internal", "server", "client", "producer", "consumer")


@dataclass(frozen=True)
class Span:
    trace: str
    id: str
    parent: str
    name: str
    kind: str
    process: int
    attributes: dict[str, Any]
    resource: dict[str, Any]
    text: str  # all that was sent of it


def values(attributes: Any) -> dict[str, Any]:
    return {
        each.key: getattr(each.value, each.value.WhichOneof("value") or "string_value")
        for each in attributes
    }


def spans_of(body: bytes) -> Iterator[Span]:
    request = ExportTraceServiceRequest()
    request.ParseFromString(body)
    for group in request.resource_spans:
        resource = values(group.resource.attributes)
        for scope in group.scope_spans:
            for span in scope.spans:
                yield Span(
                    trace=span.trace_id.hex(),
                    id=span.span_id.hex(),
                    parent=span.parent_span_id.hex(),
                    name=span.name,
                    kind=KINDS[span.kind],
                    process=resource.get("process.pid", 0),
                    attributes=values(span.attributes),
                    resource=resource,
                    text=str(span),
                )


def events_of(body: bytes) -> Iterator[dict[str, Any]]:
    """The events of an envelope: each item is a line of JSON and its payload."""
    lines = body.splitlines()
    for header, payload in zip(lines[1::2], lines[2::2], strict=True):
        if json.loads(header)["type"] == "event":
            yield json.loads(payload)


@dataclass
class Receiver(Generic[T]):
    """A server that decodes what it is sent."""

    url: str
    received: list[T] = field(default_factory=list)
    requests: int = 0

    def wait_for(self, found: Callable[[list[T]], object], *, within: float) -> list[T]:
        """Return all that it received, once it has what is looked for."""
        deadline = time.monotonic() + within
        while not found(self.received):
            if time.monotonic() > deadline:
                raise TimeoutError(f"of {self.received}")
            time.sleep(0.02)
        return list(self.received)


@contextmanager
def receiver(decode: Callable[[bytes], Iterator[T]]) -> Iterator[Receiver[T]]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            encoding = self.headers.get("Content-Encoding", "")
            body = DECODERS.get(encoding, bytes)(body)
            found.requests += 1
            found.received += decode(body)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Receiver[T](f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
