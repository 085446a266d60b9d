"""The page that shows the OpenAPI document, complete without any other server."""

from importlib.resources import files

from flask import Blueprint, Response, render_template, send_from_directory, url_for
from flask.json import dumps

from app.context import current_settings

FILES = str(files("flask_swagger_ui") / "dist")

docs = Blueprint("docs", __name__, url_prefix="/api/docs")


@docs.get("")
def swagger_ui() -> str:
    return render_template("docs.html", title=current_settings().app_name)


@docs.get("/static/<path:filename>")
def static(filename: str) -> Response:
    response = send_from_directory(FILES, filename)
    # Flask-Compress would not close a file that it streams.
    response.direct_passthrough = False
    response.make_sequence()
    return response


@docs.get("/initializer.js")
def initializer() -> Response:
    """Start Swagger UI. A script within the page would need a laxer policy."""
    url = url_for("documents.openapi")
    options = {"url": url, "dom_id": "#swagger-ui", "deepLinking": True}
    script = f"SwaggerUIBundle({dumps(options)});\n"
    return Response(script, mimetype="text/javascript")
