"""Static files with versioned URLs, which browsers can cache for a year."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from werkzeug.security import safe_join

YEAR_SECONDS = 365 * 24 * 60 * 60


def init_app(app: Flask) -> None:
    folder = str(app.static_folder)

    def version(filename: str) -> str | None:
        path = safe_join(folder, filename)
        if path is None or not Path(path).is_file():
            return None
        return digest(Path(path), Path(path).stat().st_mtime_ns)

    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values.setdefault("v", version(values["filename"]))

    def cache_version(response: Response) -> Response:
        # During a deployment, a new page may request its files from an old server.
        if request.endpoint == "static" and response.status_code in (200, 304):
            filename = (request.view_args or {})["filename"]
            if request.args.get("v") == version(filename):
                response.cache_control.no_cache = None
                response.cache_control.public = True
                response.cache_control.max_age = YEAR_SECONDS
                response.cache_control.immutable = True
        return response

    app.url_defaults(add_version)
    app.after_request(cache_version)


@cache
def digest(path: Path, modified: int) -> str:
    return sha256(path.read_bytes()).hexdigest()[:12]
