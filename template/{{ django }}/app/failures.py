"""Django's `handler500`: the response to an error that nothing has handled."""

import sys

from django.http import HttpRequest, HttpResponse
from django.views import defaults

from app.errors import UnavailableError


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 with Retry-After during an outage, and 500 otherwise."""
    error = sys.exc_info()[1]
    if not isinstance(error, UnavailableError):
        return defaults.server_error(request)
    response = defaults.server_error(request, "503.html")
    response.status_code = 503
    response.headers["Retry-After"] = str(error.retry_after)
    return response
