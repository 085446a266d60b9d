"""The pages: what holds for each of them, whichever feature it is of."""

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
        # The API's tokens stand in a header, which no other site can have sent.
        WTF_CSRF_CHECK_DEFAULT=False,
        # A form is good for as long as the session is: writing may take an hour.
        WTF_CSRF_TIME_LIMIT=None,
        TEMPLATES_AUTO_RELOAD=settings.environment == "development",
    )
    headers.init_app(app, settings)
    sessions.init_app(app, settings)
    csrf.init_app(app)
    assets.init_app(app)
    refusals.init_app(app)
    routes.init_app(app)
    app.before_request(protect)
    app.context_processor(describe_service)


def describe_service() -> dict[str, object]:
    """What every page knows of the service."""
    settings = current_settings()
    return {
        "app_name": settings.app_name,
        "registration_open": settings.registration_open,
    }


def protect() -> None:
    """Refuse forms of other sites, and strangers where a page is not public.

    Raises:
        AuthenticationError: Nobody has logged in.
        EmailNotVerifiedError: The form is for users with a verified address.
    """
    if request.endpoint in (None, "static") or not is_page():
        return
    csrf.protect()
    view = current_app.view_functions[str(request.endpoint)]
    if view in public_views or request.method == "OPTIONS":
        return
    user = sessions.visitor()
    if user is None:
        raise AuthenticationError
    require_verified(user)
