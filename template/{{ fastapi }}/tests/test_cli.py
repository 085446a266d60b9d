"""The commands and the production server."""

import json
from unittest.mock import patch

import pytest
from uvicorn import Config

from app import __main__, cli, log
from app.config import Settings


def test_openapi_prints_the_document(capsys: pytest.CaptureFixture[str]) -> None:
    cli.print_openapi()

    assert json.loads(capsys.readouterr().out)["openapi"].startswith("3.")


@pytest.mark.parametrize(("processes", "server"), [(1, "Server"), (3, "Multiprocess")])
def test_server_uses_the_settings(
    monkeypatch: pytest.MonkeyPatch, processes: int, server: str
) -> None:
    settings = Settings(
        host="::1",
        port=9000,
        web_concurrency=processes,
        keep_alive_seconds=6,
        shutdown_seconds=8,
        trusted_proxies=("10.0.0.1",),
    )
    monkeypatch.setattr(__main__, "get_settings", lambda: settings)
    monkeypatch.setattr(log, "configure", lambda _: None)
    monkeypatch.setattr(Config, "bind_socket", lambda _: None)
    with patch.object(__main__, server) as server_class:
        __main__.main()

    server_class.return_value.run.assert_called_once()
    config: Config = server_class.call_args.args[0]
    assert (config.host, config.port, config.workers) == ("::1", 9000, processes)
    assert config.timeout_keep_alive == 6
    assert config.timeout_graceful_shutdown == 7
    assert config.forwarded_allow_ips == ["10.0.0.1", "::ffff:10.0.0.1/128"]
