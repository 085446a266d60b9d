"""The page that shows the OpenAPI document, complete without any other server."""

from importlib.resources import files

from flask import (
    Blueprint,
    Response,
    render_template_string,
    send_from_directory,
    url_for,
)
from flask.json import dumps

from app.context import current_settings

PAGE = """\
<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>{{ title }}</title>
    <link rel="icon" href="{{ url_for('.static', filename='favicon-32x32.png') }}">
    <link rel="stylesheet" href="{{ url_for('.static', filename='swagger-ui.css') }}">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="{{ url_for('.static', filename='swagger-ui-bundle.js') }}"></script>
    <script src="{{ url_for('.initializer') }}"></script>
  </body>
</html>
"""

FILES = str(files("flask_swagger_ui") / "dist")

docs = Blueprint("docs", __name__, url_prefix="/api/docs")


@docs.get("")
def swagger_ui() -> str:
    return render_template_string(PAGE, title=current_settings().app_name)


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
