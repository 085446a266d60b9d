"""A mail server that keeps what it is sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from queue import Queue
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

Mails = Queue[EmailMessage]


@contextmanager
def mail_server() -> Iterator[tuple[str, Mails]]:
    """Yield the SMTP_URL of a server, and the queue of its mails."""
    mails: Mails = Queue()

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            self.reply("220 ready")
            for line in self.rfile:
                command = line[:4].upper()
                if command == b"DATA":
                    self.reply("354 go on")
                    mails.put(self.receive())
                self.reply("221 bye" if command == b"QUIT" else "250 ok")

        def reply(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def receive(self) -> EmailMessage:
            lines = iter(self.rfile.readline, b".\r\n")
            message = message_from_bytes(b"".join(lines), policy=policy.default)
            assert isinstance(message, EmailMessage)
            return message

    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"smtp://127.0.0.1:{server.server_address[1]}", mails
        server.shutdown()
