"""The exceptions of log events."""

import logging

import pytest

from app.logged_errors import error_of


@pytest.mark.parametrize(("status", "is_reported"), [(400, False), (500, True)])
def test_errors_of_clients_are_left_out(status: int, is_reported: bool) -> None:
    record = logging.LogRecord("django", logging.ERROR, "", 1, "", (), None)
    record.status_code = status
    error = RuntimeError("unknown host")

    found = error_of({"exc_info": error, "_record": record})

    assert (found is error) is is_reported
