"""From exception to answer: the one place where errors become HTTP."""

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
    app.register_error_handler(AppError, on_app_error)
    app.register_error_handler(HTTPException, on_http_exception)
    app.after_request(describe_empty_error)


def problem_response(
    status: int, *, headers: Mapping[str, str] | None = None, **members: Any
) -> Response:
    """Build an error's response; `members` are those of `problems.problem`."""
    body = problems.problem(
        status, instance=request.root_path + request.path, **members
    )
    response = Response(dumps(body), status, mimetype=problems.MEDIA_TYPE)
    response.headers.update({**HEADERS.get(status, {}), **(headers or {})})
    return response


def on_app_error(error: AppError) -> Response:
    status, members = problems.describe(error)
    return problem_response(status, **members)


def on_http_exception(error: HTTPException) -> Response:
    """Answer what Flask refuses; an exception of any other kind is a 500 to it.

    A `description` that is a dict holds members of the problem, such as `code`.
    """
    if error.response is not None:  # the view's own
        return make_response(error.get_response())
    status = error.code or 500
    members: dict[str, Any] = {}
    if error.description != type(error).description:  # which are sentences for browsers
        members = problems.members_of(error.description)
    if status == 413:
        hear_out()
    headers = dict(error.get_headers())
    del headers["Content-Type"]
    return problem_response(status, headers=headers, **members)


def describe_empty_error(response: Response) -> Response:
    """Give an operation's own error a problem as its body, if it has none."""
    is_error = response.status_code >= 400 and request.path.startswith("/api/")
    if is_error and not response.is_streamed and not response.get_data():
        problem = problem_response(response.status_code)
        response.set_data(problem.get_data())
        response.mimetype = problems.MEDIA_TYPE
        for name, value in problem.headers.items():
            response.headers.setdefault(name, value)
    return response


class Aborter(exceptions.Aborter):
    """What `abort` calls: it takes any status of an error, not only the registered."""

    def __call__(self, code: Any, *args: Any, **kwargs: Any) -> NoReturn:
        if code not in self.mapping and code in range(400, 600):
            error = HTTPException(*args, **kwargs)
            error.code = code
            raise error
        super().__call__(code, *args, **kwargs)


def hear_out() -> None:
    """Read what is left of a body, up to a point: one cut off may read no answer."""
    if request.environ.get("wsgi.input_terminated"):
        for _ in range(DISCARDED_BYTES // CHUNK_BYTES):
            if not request.environ["wsgi.input"].read(CHUNK_BYTES):
                break
