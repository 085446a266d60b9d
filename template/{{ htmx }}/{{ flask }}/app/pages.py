"""Setup of the pages: sessions, CSRF protection, error pages and routes."""

from flask import Flask, current_app, request
from flask_wtf import CSRFProtect

from app import assets, headers, refusals, routes
from app.config import Settings
from app.context import current_settings
from app.errors import AuthenticationError
from app.users import sessions
from app.users.authentication import require_verified
from app.views import is_page, public_views

csrf = CSRFProtect()


def init_app(app: Flask, settings: Settings) -> None:
    app.config.from_mapping(
        # `check_request` checks pages. The API is called with tokens, not cookies.
        WTF_CSRF_CHECK_DEFAULT=False,
        # Forms stay valid as long as the session.
        WTF_CSRF_TIME_LIMIT=None,
    )
    headers.init_app(app, settings)
    sessions.init_app(app, settings)
    csrf.init_app(app)
    assets.init_app(app)
    refusals.init_app(app)
    routes.init_app(app)
    app.before_request(check_request)
    app.context_processor(service_context)


def service_context() -> dict[str, object]:
    """Variables of all templates."""
    settings = current_settings()
    return {
        "app_name": settings.app_name,
        "registration_open": settings.registration_open,
    }


def check_request() -> None:
    """Check the CSRF token of forms, and require a log-in for pages that aren't public.

    Raises:
        AuthenticationError: The visitor is not logged in.
        EmailNotVerifiedError: The form requires a verified e-mail address.
    """
    if request.endpoint in (None, "static") or not is_page():
        return
    csrf.protect()
    user = sessions.load_user()
    view = current_app.view_functions[str(request.endpoint)]
    if view in public_views or request.method == "OPTIONS":
        return
    if user is None:
        raise AuthenticationError
    require_verified(user)
