"""Security headers of pages, and the redirect to HTTPS."""

from flask import Flask, Response, redirect, request
from flask.typing import ResponseReturnValue

from app.config import Settings
from app.views import is_page

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'; object-src 'none'"
)
HSTS = "max-age=31536000"


def init_app(app: Flask, settings: Settings) -> None:
    in_production = settings.environment == "production"
    # Only a trusted proxy can say whether the client uses HTTPS.
    behind_proxy = in_production and bool(settings.trusted_proxies)

    def redirect_to_https() -> ResponseReturnValue | None:
        if behind_proxy and is_page() and not request.is_secure:
            return redirect(request.url.replace("http://", "https://", 1), 301)
        return None

    def add_headers(response: Response) -> Response:
        if is_page():
            response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
            response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
            if request.endpoint != "static":
                response.vary.add("HX-Request")
        if in_production and request.is_secure:
            response.headers["Strict-Transport-Security"] = HSTS
        return response

    app.before_request(redirect_to_https)
    app.after_request(add_headers)
