"""Swagger UI, served without third-party hosts."""

from importlib.resources import files

from flask import Blueprint, Response, render_template, send_from_directory, url_for
from flask.json import dumps

from app.context import current_settings

FILES = str(files("flask_swagger_ui") / "dist")

bp = Blueprint("docs", __name__, url_prefix="/api/docs")


@bp.get("")
def swagger_ui() -> str:
    return render_template("docs.html", title=current_settings().app_name)


@bp.get("/static/<path:filename>")
def static(filename: str) -> Response:
    response = send_from_directory(FILES, filename)
    # Flask-Compress doesn't close files that it streams.
    response.direct_passthrough = False
    response.make_sequence()
    return response


@bp.get("/initializer.js")
def initializer() -> Response:
    """Start Swagger UI. An inline script would need a weaker security policy."""
    url = url_for("openapi.openapi")
    options = {"url": url, "dom_id": "#swagger-ui", "deepLinking": True}
    script = f"SwaggerUIBundle({dumps(options)});\n"
    return Response(script, mimetype="text/javascript")
