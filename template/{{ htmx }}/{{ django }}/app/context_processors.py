"""Context of every page."""

from django.http import HttpRequest

from app.config import get_settings


def service(request: HttpRequest) -> dict[str, object]:
    settings = get_settings()
    return {
        "app_name": settings.app_name,
        "registration_open": settings.registration_open,
        "require_verified_email": settings.require_verified_email,
    }
