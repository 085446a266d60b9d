"""Detection of request bodies with an unsupported media type."""

from fastapi import Request
from starlette.datastructures import FormData

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def is_unsupported(request: Request, body: object) -> bool:
    """Check for a body that FastAPI did not parse because of its media type.

    Where a route expects JSON, FastAPI then passes the raw bytes. Where it expects a
    form, it passes an empty form.
    """
    if isinstance(body, FormData):
        media_type = request.headers.get("content-type", "").partition(";")[0]
        return media_type.strip().lower() not in FORMS
    return isinstance(body, bytes)
