"""The answer to an error that nothing else has handled: Django's `handler500`."""

import sys

from django.http import HttpRequest, HttpResponse
from django.views.defaults import server_error

from app.errors import UnavailableError


def answer_failure(request: HttpRequest) -> HttpResponse:
    """Tell an outage, after which to try again, from a mistake of this service."""
    error = sys.exc_info()[1]
    if not isinstance(error, UnavailableError):
        return server_error(request)
    response = server_error(request, "503.html")
    response.status_code = 503
    response.headers["Retry-After"] = str(error.retry_after)
    return response
