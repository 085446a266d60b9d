"""The WSGI application of the production server."""

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
if not apps.ready:  # commands such as `manage.py runserver` have set Django up
    require_environment(get_settings())


class KnownLength:
    """Read a chunked body, up to the limit, and give Django its length.

    Django ignores bodies of unknown length. The middleware refuses longer ones.
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
