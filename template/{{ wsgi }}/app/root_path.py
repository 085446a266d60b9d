"""Serving below a path prefix, such as /shop on a shared host."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


class RootPath:
    """Pass the prefix to the application, whether or not the proxy strips it."""

    def __init__(self, application: "WSGIApplication", root_path: str) -> None:
        self.application = application
        self.root_path = root_path

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> "Iterable[bytes]":
        if self.root_path:
            path = environ["PATH_INFO"]
            if f"{path}/".startswith(f"{self.root_path}/"):
                environ["PATH_INFO"] = path.removeprefix(self.root_path)
            environ["SCRIPT_NAME"] = self.root_path
        return self.application(environ, start_response)
