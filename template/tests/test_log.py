"""The log: formats, levels and request IDs."""

import json
import logging
from collections.abc import Iterator
from typing import Literal

import pytest
import structlog

from app import log
from app.config import Settings


@pytest.fixture(autouse=True)
def clear_context(log_level_info: None) -> Iterator[None]:
    yield
    structlog.contextvars.clear_contextvars()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_json_has_a_line_for_each_event(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure(Settings(log_format="json", log_level="INFO"))
    request_id = log.bind_request_id("caller-1")

    structlog.get_logger().info("something", value=1)
    logging.getLogger("library").warning("else %s", "too")

    own, library = lines(capsys)
    assert own.items() >= {"event": "something", "value": 1, "level": "info"}.items()
    assert library.items() >= {"event": "else too", "logger": "library"}.items()
    assert own["request_id"] == library["request_id"] == request_id == "caller-1"


def test_level_applies_to_libraries_too(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure(Settings(log_format="json", log_level="ERROR"))

    structlog.get_logger().warning("something")
    logging.getLogger("library").warning("something")

    assert lines(capsys) == []


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_traceback_shows_no_variables(
    capsys: pytest.CaptureFixture[str], log_format: Literal["json", "console"]
) -> None:
    log.configure(Settings(log_format=log_format, log_level="INFO"))
    password = "Correct " + "horse"  # in two, so that no source line contains it

    try:
        int(password[0])
    except ValueError:
        structlog.get_logger().exception("failed")

    output = capsys.readouterr().out
    assert "ValueError" in output
    assert "Correct horse" not in output


@pytest.mark.parametrize("offered", ["", "a b", "x" * 129, "a\nb", "é"])
def test_unsafe_request_id_is_replaced(offered: str) -> None:
    request_id = log.bind_request_id(offered)

    assert request_id != offered
    assert log.current_request_id() == request_id
