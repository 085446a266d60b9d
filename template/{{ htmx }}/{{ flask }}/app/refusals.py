"""How pages refuse: by the log-in page, or by one that tells why."""

from flask import (
    Flask,
    Response,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from app import handlers
from app.errors import AppError, AuthenticationError, UnavailableError
from app.views import by_htmx, is_page

OUT_OF_DATE = (
    "This form is out of date, or its cookie was refused. "
    "Go back, load the page again and send it once more."
)


def init_app(app: Flask) -> None:
    """Stand before the handlers of the API, which still answer on its paths."""
    app.register_error_handler(AppError, on_app_error)
    app.register_error_handler(HTTPException, on_http_exception)
    app.register_error_handler(CSRFError, on_csrf_error)


def on_app_error(error: AppError) -> Response:
    if is_page() and isinstance(error, AuthenticationError):
        return lead_to_log_in()
    if isinstance(error, UnavailableError):
        g.user = None  # the page can't look up who has logged in
    answer = handlers.on_app_error(error)
    return tell(answer) if is_page() else answer


def on_http_exception(error: HTTPException) -> Response:
    answer = handlers.on_http_exception(error)
    is_own = error.response is not None  # the view's
    return tell(answer) if is_page() and not is_own else answer


def on_csrf_error(error: CSRFError) -> Response:
    return tell(handlers.problem_response(403, detail=OUT_OF_DATE))


def lead_to_log_in() -> Response:
    """Have HTMX leave for the log-in page, too, which is no part of another."""
    target = request.full_path if request.query_string else request.path
    page = url_for("users.log_in", next=request.root_path + target)
    if by_htmx():
        return make_response("", {"HX-Redirect": page})
    return make_response(redirect(page))


def tell(answer: Response) -> Response:
    """Put a page in the place of a problem, which is for programs."""
    problem = answer.get_json()
    # The page of a failure does without the database.
    page = "500.html" if answer.status_code >= 500 else "error.html"
    answer.set_data(
        render_template(
            page,
            title=problem["title"].capitalize(),
            text=problem["detail"],
            code=problem["code"],
        )
    )
    answer.mimetype = "text/html"
    return answer
