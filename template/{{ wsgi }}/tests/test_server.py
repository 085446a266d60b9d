"""The configuration of the production server."""

import logging
from unittest.mock import patch

import pytest
from gunicorn.config import Config

from app import __main__, log
from app.__main__ import Server, ServiceLogger
from app.config import Settings


@pytest.mark.parametrize(
    ("host", "address"),
    [("127.0.0.1", "127.0.0.1:9000"), ("::1", "[::1]:9000")],
)
def test_server_follows_the_settings(
    monkeypatch: pytest.MonkeyPatch, host: str, address: str
) -> None:
    settings = Settings(
        host=host,
        port=9000,
        web_concurrency=3,
        keep_alive_seconds=6,
        shutdown_seconds=8,
        trusted_proxies=("10.0.0.1", "10.0.0.0/24"),
    )
    monkeypatch.setattr(__main__, "get_settings", lambda: settings)
    monkeypatch.setattr(log, "configure", lambda _: None)
    with patch.object(Server, "run", autospec=True) as run:
        __main__.main()

    server = run.call_args.args[0]
    assert server.cfg.bind == [address]
    assert server.cfg.workers == 3
    assert server.cfg.keepalive == 6
    assert server.cfg.graceful_timeout == 7
    assert server.cfg.forwarded_allow_ips == [
        "10.0.0.1",
        "10.0.0.0/24",
        "::ffff:10.0.0.1/128",
        "::ffff:10.0.0.0/120",
    ]
    assert callable(server.load())


def test_server_logs_to_the_log_of_the_service() -> None:
    logger = ServiceLogger(Config())

    assert logger.error_log.propagate
    assert not logger.error_log.handlers
    assert not logger.error_log.isEnabledFor(logging.DEBUG)
