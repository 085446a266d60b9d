"""Which bodies FastAPI could not parse because of their media type."""

from fastapi import Request


def is_unsupported(request: Request, body: object) -> bool:
    """Whether the body is not declared as JSON: FastAPI then hands on its bytes."""
    return isinstance(body, bytes)
