"""The application as WSGI, which the production server runs."""

import os
from io import BytesIO
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from app.config import get_settings
from app.environment import require_environment
from app.root_path import RootPath

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "app.settings")
if not apps.ready:  # by a command it is, such as `manage.py runserver`
    require_environment(get_settings())


class KnownLength:
    """Tells Django the length of a chunked body; it reads no further than that.

    Nothing is read beyond the limit of a body, which the middleware refuses to pass.
    """

    def __init__(self, application: "WSGIApplication") -> None:
        self.application = application

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> "Iterable[bytes]":
        if environ.get("wsgi.input_terminated") and not environ.get("CONTENT_LENGTH"):
            body = environ["wsgi.input"].read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
            environ["CONTENT_LENGTH"] = str(len(body))
            environ["wsgi.input"] = BytesIO(body)
        return self.application(environ, start_response)


application = RootPath(KnownLength(get_wsgi_application()), get_settings().root_path)
