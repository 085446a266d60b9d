"""Which bodies FastAPI could not parse because of their media type."""

from fastapi import Request
from starlette.datastructures import FormData

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def is_unsupported(request: Request, body: object) -> bool:
    """Whether the body is neither JSON nor a form.

    FastAPI hands on the bytes of a body that is not declared as JSON, and an empty
    form for a body that is no form.
    """
    if isinstance(body, FormData):
        media_type = request.headers.get("content-type", "").partition(";")[0]
        return media_type.strip().lower() not in FORMS
    return isinstance(body, bytes)
