"""How pages refuse: by the log-in page, or by one that tells why."""

from collections.abc import Mapping

from flask import (
    Flask,
    Response,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from app import handlers, problems
from app.errors import AppError, AuthenticationError
from app.views import by_htmx, is_page

OUT_OF_DATE = (
    "This form is out of date, or its cookie was refused. "
    "Go back, load the page again and send it once more."
)


def init_app(app: Flask) -> None:
    """Take the place of the API's handlers, which still answer on its paths."""
    app.register_error_handler(AppError, on_app_error)
    app.register_error_handler(HTTPException, on_http_exception)
    app.register_error_handler(CSRFError, on_csrf_error)


def on_app_error(error: AppError) -> ResponseReturnValue:
    if not is_page():
        return handlers.on_app_error(error)
    if isinstance(error, AuthenticationError):
        return lead_to_log_in()
    status, members = problems.describe(error)
    return refuse(status, members["detail"])


def on_http_exception(error: HTTPException) -> ResponseReturnValue:
    """Answer what Flask refuses; an exception of any other kind is a 500 to it."""
    answer = handlers.on_http_exception(error)
    if not is_page():
        return answer
    if answer.status_code == 500:
        return render_template("500.html"), 500
    kept = {name: value for name, value in answer.headers if name == "Allow"}
    return refuse(answer.status_code, headers=kept)


def on_csrf_error(error: CSRFError) -> ResponseReturnValue:
    return refuse(403, OUT_OF_DATE)


def lead_to_log_in() -> Response:
    """Have HTMX leave for the log-in page, too, which is no part of another."""
    target = request.full_path if request.query_string else request.path
    page = url_for("users.log_in", next=target)
    if by_htmx():
        return make_response("", {"HX-Redirect": page})
    return make_response(redirect(page))


def refuse(
    status: int, detail: str | None = None, headers: Mapping[str, str] | None = None
) -> ResponseReturnValue:
    told = problems.problem(status, instance=request.path, detail=detail)
    page = render_template(
        "error.html", title=told["title"].capitalize(), text=told["detail"]
    )
    return page, status, headers or {}
