#!/usr/bin/env python3
"""Stands in for Mailpit: takes mail by SMTP, and shows it by HTTP as JSON."""

import asyncio
import json
import os
import sys
from asyncio import StreamReader, StreamWriter
from email import message_from_bytes
from urllib.request import urlopen

messages: list[dict[str, object]] = []


async def smtp(reader: StreamReader, writer: StreamWriter) -> None:
    recipients: list[str] = []
    writer.write(b"220 mailpit ESMTP\r\n")
    while line := await reader.readline():
        command = line.decode().strip()
        match command[:4].upper():
            case "DATA":
                writer.write(b"354 End with a dot\r\n")
                body = await reader.readuntil(b"\r\n.\r\n")
                keep(
                    body.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n."), recipients
                )
                recipients = []
                writer.write(b"250 Queued\r\n")
            case "QUIT":
                writer.write(b"221 Bye\r\n")
                break
            case "RCPT":
                recipients.append(command.partition("<")[2].partition(">")[0])
                writer.write(b"250 Ok\r\n")
            case _:
                writer.write(b"250 Ok\r\n")
    await writer.drain()
    writer.close()


def keep(body: bytes, recipients: list[str]) -> None:
    message = message_from_bytes(body)
    messages.insert(
        0,
        {
            "Subject": str(message["Subject"]),
            "From": {"Address": str(message["From"])},
            "To": [{"Address": recipient} for recipient in recipients],
            "Snippet": body.decode(errors="replace"),
        },
    )


async def http(reader: StreamReader, writer: StreamWriter) -> None:
    path = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
    body, kind = b"ok\n", "text/plain"
    if path.startswith("/api/v1/messages"):
        found = {"total": len(messages), "messages": messages}
        body, kind = json.dumps(found).encode(), "application/json"
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}"
    writer.write(f"{head}\r\nConnection: close\r\n\r\n".encode() + body)
    await writer.drain()
    writer.close()


async def serve() -> None:
    servers = [
        await asyncio.start_server(smtp, "", 1025),
        await asyncio.start_server(http, "", 8025),
    ]
    await asyncio.gather(*(server.serve_forever() for server in servers))


if __name__ == "__main__":
    if sys.argv[1:] == ["readyz"]:
        urlopen("http://127.0.0.1:8025/readyz", timeout=5).close()
    else:
        os.umask(0o077)
        asyncio.run(serve())
