"""Error handlers, which turn exceptions into HTTP responses."""

from collections.abc import Mapping
from typing import Any, NoReturn

from flask import Flask, Response, make_response, request
from flask.json import dumps
from werkzeug import exceptions
from werkzeug.exceptions import HTTPException

from app import problems
from app.errors import AppError
from app.statuses import HEADERS

DISCARDED_BYTES = 16 * 1024 * 1024
CHUNK_BYTES = 64 * 1024


def init_app(app: Flask) -> None:
    app.register_error_handler(AppError, handle_app_error)
    app.register_error_handler(HTTPException, handle_http_exception)
    app.after_request(describe_empty_error)


def problem_response(
    status: int, *, headers: Mapping[str, str] | None = None, **members: Any
) -> Response:
    """Build a problem response. `members` are arguments of `problems.problem`."""
    body = problems.problem(
        status, instance=request.root_path + request.path, **members
    )
    response = Response(dumps(body), status, mimetype=problems.MEDIA_TYPE)
    response.headers.update({**HEADERS.get(status, {}), **(headers or {})})
    return response


def handle_app_error(error: AppError) -> Response:
    status, members = problems.describe(error)
    return problem_response(status, **members)


def handle_http_exception(error: HTTPException) -> Response:
    """Handle errors of Flask, which turns unexpected exceptions into a 500.

    A `description` that is a dict has members of the problem, such as `code`.
    """
    if error.response is not None:  # set by the view
        return make_response(error.get_response())
    status = error.code or 500
    members: dict[str, Any] = {}
    if error.description != type(error).description:  # Werkzeug's text for browsers
        members = problems.members_of(error.description)
    if status == 413:
        drain_body()
    headers = dict(error.get_headers())
    del headers["Content-Type"]
    return problem_response(status, headers=headers, **members)


def describe_empty_error(response: Response) -> Response:
    """Add a problem to an error response that a view returned without a body."""
    is_error = response.status_code >= 400 and request.path.startswith("/api/")
    if is_error and not response.is_streamed and not response.get_data():
        problem = problem_response(response.status_code)
        response.set_data(problem.get_data())
        response.mimetype = problems.MEDIA_TYPE
        for name, value in problem.headers.items():
            response.headers.setdefault(name, value)
    return response


class Aborter(exceptions.Aborter):
    """Let `abort` take any error status, registered or not."""

    def __call__(self, code: Any, *args: Any, **kwargs: Any) -> NoReturn:
        if code not in self.mapping and code in range(400, 600):
            error = HTTPException(*args, **kwargs)
            error.code = code
            raise error
        super().__call__(code, *args, **kwargs)


def drain_body() -> None:
    """Read the rest of a body, up to a limit.

    A client that is cut off while it sends might not read the response.
    """
    if request.environ.get("wsgi.input_terminated"):
        for _ in range(DISCARDED_BYTES // CHUNK_BYTES):
            if not request.environ["wsgi.input"].read(CHUNK_BYTES):
                break
