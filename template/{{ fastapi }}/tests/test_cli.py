"""The command, and how the production server is started."""

import json
from typing import Any

import pytest
import uvicorn

from app import __main__, cli
from app.config import Settings


def test_openapi_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    cli.print_openapi()

    assert json.loads(capsys.readouterr().out)["openapi"].startswith("3.")


def test_server_follows_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    started: dict[str, Any] = {}
    settings = Settings(
        host="0.0.0.0",  # noqa: S104
        port=9000,
        web_concurrency=3,
        trusted_proxies=("10.0.0.1",),
    )
    monkeypatch.setattr(__main__, "get_settings", lambda: settings)
    monkeypatch.setattr(uvicorn, "run", lambda _, **options: started.update(options))

    __main__.main()

    assert (started["host"], started["port"]) == ("0.0.0.0", 9000)  # noqa: S104
    assert started["workers"] == 3
    assert started["forwarded_allow_ips"] == ["10.0.0.1"]
