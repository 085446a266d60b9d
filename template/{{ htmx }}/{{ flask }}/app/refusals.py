"""Error pages, and the redirect to the log-in page."""

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
from app.errors import AppError, AuthenticationError
from app.views import by_htmx, is_page

TITLES = {403: "Permission denied", 404: "Page not found"}
TEXTS = {404: "This page doesn't exist, or you don't have access to it."}
FORM_EXPIRED = (
    "This form has expired, or your browser blocks its cookie. "
    "Go back, reload the page and submit the form again."
)


def init_app(app: Flask) -> None:
    """Replace the error handlers of the API, and call them for its paths."""
    app.register_error_handler(AppError, handle_app_error)
    app.register_error_handler(HTTPException, handle_http_exception)
    app.register_error_handler(CSRFError, handle_csrf_error)


def handle_app_error(error: AppError) -> Response:
    if is_page() and isinstance(error, AuthenticationError):
        return redirect_to_log_in()
    response = handlers.handle_app_error(error)
    return as_page(response) if is_page() else response


def handle_http_exception(error: HTTPException) -> Response:
    response = handlers.handle_http_exception(error)
    set_by_view = error.response is not None
    return as_page(response) if is_page() and not set_by_view else response


def handle_csrf_error(error: CSRFError) -> Response:
    return as_page(handlers.problem_response(403, detail=FORM_EXPIRED))


def redirect_to_log_in() -> Response:
    """Redirect to the log-in page. HTMX loads it as a whole page, too."""
    path = request.full_path if request.query_string else request.path
    url = url_for("users.log_in", next=request.root_path + path)
    if by_htmx():
        return make_response("", {"HX-Redirect": url})
    return make_response(redirect(url))


def as_page(response: Response) -> Response:
    """Replace the body of a problem response with a page."""
    problem = response.get_json()
    template = "error.html"
    if response.status_code >= 500:
        template = "500.html"
        g.user = None  # don't query the database, which may be the cause
    response.set_data(
        render_template(
            template,
            title=TITLES.get(response.status_code, problem["title"].capitalize()),
            text=TEXTS.get(response.status_code, problem["detail"]),
            code=problem["code"],
        )
    )
    response.mimetype = "text/html"
    return response
